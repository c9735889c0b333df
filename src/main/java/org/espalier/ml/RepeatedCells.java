package org.espalier.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.spark.fit.CellFits;
import org.espalier.study.Placement;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Cells of further partitions of a tuner's rows into folds, each by a seed of its own, on which the
 * finalists of a search are evaluated again. The numbers of their folds follow those of the search.
 */
final class RepeatedCells implements CellWork, AutoCloseable {

  /** Partition of the rows, with the cells on it. */
  private record RepeatedPartition(FoldedTable rows, CellFits cells) implements AutoCloseable {
    @Override
    public void close() {
      cells.close();
      rows.close();
    }
  }

  private final List<RepeatedPartition> parts = new ArrayList<>();
  private final int folds;

  /**
   * @param repeats number of partitions
   * @param folds folds of the search, and of each partition
   * @param choices where the search's cells were trained at the top rung
   */
  RepeatedCells(
      TunerPlan plan, SeparatedRows separated, int repeats, int folds, List<Placement> choices) {
    this.folds = folds;
    Seed seed = new Seed(plan.asked().seed());
    List<Placement> made = choices.stream().map(searched -> searched.at(0)).toList();
    try {
      for (int i = 0; i < repeats; i++) {
        FoldedTable rows = separated.folded(seed.child("repeat", i).value());
        parts.add(part(plan, rows, made));
      }
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      close();
      throw e;
    }
  }

  private static RepeatedPartition part(TunerPlan plan, FoldedTable rows, List<Placement> choices) {
    try {
      RungLadder full = RungLadder.full(rows.smallestTraining(), rows.sizes().size());
      TunerChains chains = new TunerChains(TunerLearners.of(plan), rows);
      return new RepeatedPartition(rows, chains.on(rows, full, List.of(), Set.of(), choices));
    } catch (Throwable e) {
      rows.close();
      throw e;
    }
  }

  List<Integer> numbers() {
    return IntStream.range(folds, folds * (1 + parts.size())).boxed().toList();
  }

  /** Keeps the scores of cells besides those of the search. */
  void keep(OutOfFold searched) {
    for (int i = 0; i < parts.size(); i++) {
      RepeatedPartition part = parts.get(i);
      part.cells().keep(searched.of(part.rows(), folds * (1 + i)));
    }
  }

  /** Number of tasks of a stage that reads the training rows of a cell. */
  int partitions(Cell cell) {
    FoldedTable rows = part(cell).rows();
    return rows.partitions(rows.smallestTraining());
  }

  private RepeatedPartition part(Cell cell) {
    return parts.get(cell.fold() / folds - 1);
  }

  /** The cell in its partition, whose only rung is the top one. */
  private Cell inner(Cell cell) {
    Proposal asked = cell.proposal();
    int fold = cell.fold() % folds;
    Proposal proposal =
        new Proposal(
            asked.number(), asked.trial(), 0, List.of(fold), asked.rows(), Optional.empty());
    return new Cell(proposal, cell.configuration(), fold);
  }

  @Override
  public void searched(Study study) {
    parts.forEach(part -> part.cells().searched(study));
  }

  @Override
  public FittedCell fit(Cell cell) {
    return part(cell).cells().fit(inner(cell));
  }

  @Override
  public Optional<Object> key(Cell cell) {
    RepeatedPartition part = part(cell);
    return part.cells().key(inner(cell)).map(rows -> List.of(parts.indexOf(part), rows));
  }

  @Override
  public List<TrainedCell> train(CellBatch batch) {
    InPart inPart = new InPart(batch);
    return part(batch.cells().get(0)).cells().train(inPart).stream()
        .map(each -> each.of(inPart.outer(each.cell())))
        .toList();
  }

  /** Batch whose cells are those of a partition. */
  private final class InPart implements CellBatch {

    private final CellBatch batch;

    InPart(CellBatch batch) {
      this.batch = batch;
    }

    private Cell outer(Cell cell) {
      return Stream.concat(batch.cells().stream(), batch.joinable().stream())
          .filter(each -> inner(each).equals(cell))
          .findFirst()
          .orElse(cell);
    }

    @Override
    public List<Cell> cells() {
      return batch.cells().stream().map(RepeatedCells.this::inner).toList();
    }

    @Override
    public List<Cell> joinable() {
      return batch.joinable().stream().map(RepeatedCells.this::inner).toList();
    }

    @Override
    public int waiting() {
      return batch.waiting();
    }

    @Override
    public void add(List<Cell> chosen) {
      batch.add(chosen.stream().map(this::outer).toList());
    }

    @Override
    public boolean isAwaited(Cell cell) {
      return batch.isAwaited(outer(cell));
    }
  }

  @Override
  public String metric() {
    return parts.get(0).cells().metric();
  }

  @Override
  public Set<String> words() {
    return parts.get(0).cells().words();
  }

  @Override
  public void lost(Cell cell) {
    part(cell).cells().lost(inner(cell));
  }

  @Override
  public long rows(Cell cell) {
    return part(cell).cells().rows(inner(cell));
  }

  @Override
  public void announce(Cell cell) {
    part(cell).cells().announce(inner(cell));
  }

  @Override
  public void settled(Cell cell) {
    part(cell).cells().settled(inner(cell));
  }

  @Override
  public Usage beforehand(Cell cell) {
    return part(cell).cells().beforehand(inner(cell));
  }

  @Override
  public boolean waits(Cell cell) {
    return part(cell).cells().waits(inner(cell));
  }

  @Override
  public void onChange(Runnable listener) {
    parts.forEach(part -> part.cells().onChange(listener));
  }

  @Override
  public void close() {
    parts.forEach(RepeatedPartition::close);
  }
}
