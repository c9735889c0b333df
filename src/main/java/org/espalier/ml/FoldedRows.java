package org.espalier.ml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.data.shape.TableFingerprint;
import org.espalier.spark.rows.CheckpointedRows;
import org.espalier.spark.rows.ExecutorStorage;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.FoldedTable;
import org.espalier.spark.rows.OrderedCoalesce;
import org.espalier.spark.rows.RankCut;
import org.espalier.spark.rows.RowCache;
import org.espalier.study.RungLadder;

/**
 * Rows of a tuner, each with the fold to which Spark would assign it, stored once for all folds;
 * Spark caches a training and a validation copy for each.
 */
final class FoldedRows implements FoldedTable, AutoCloseable {

  /** Part of a fold: about {@code most} of the rows that train or validate it. */
  private record Part(int fold, boolean validates, long most) {
    private static Part trained(FoldPart part) {
      return new Part(part.fold(), false, part.trained());
    }

    private static Part validated(FoldPart part) {
      return new Part(part.fold(), true, part.validated());
    }
  }

  private final FoldCut cut;
  private final OptionalInt megabytes;
  private final List<Long> parts;
  private final int partitions;
  private final long room;
  private final RowCache<Part, CheckpointedRows> smaller;
  private final SharedCosts<Part> costs = new SharedCosts<>();
  private final RowCache<FoldCut, CheckpointedRows> whole = // always kept
      new RowCache<>(Long.MAX_VALUE, rows -> 0, cut -> 0, () -> {});

  private FoldedRows(FoldCut cut, TunerParams<?> tuner) {
    this.cut = cut;
    this.megabytes = megabytes(tuner);
    try {
      this.room = ExecutorStorage.forSharedRows(context());
      this.parts = cut.counted(all(), RequiredValues.of(tuner, all()));
      this.partitions = all().rdd().getNumPartitions();
      this.smaller = new RowCache<>(budget() / 2, CheckpointedRows::bytes, costs::cells, () -> {});
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      whole.close();
      throw e;
    }
  }

  /**
   * Stores a dataset that the tuner's own fold column or, without one, its fold rule cuts.
   *
   * @throws IllegalArgumentException if the fold column is no integer column, or holds something
   *     else than 0 to numFolds - 1, or if a fold is empty
   */
  static FoldedRows of(Dataset<?> dataset, Tuner tuner) {
    return new FoldedRows(FoldCut.of(dataset, tuner), tuner);
  }

  /** Stores a dataset in two parts, of which the first is validated and the second learned from. */
  static FoldedRows of(Dataset<?> dataset, SplitTuner tuner) {
    return new FoldedRows(FoldCut.of(dataset, tuner), tuner);
  }

  /** Megabytes of storage for data derived from the rows; empty for automatic. */
  private static OptionalInt megabytes(TunerParams<?> tuner) {
    int megabytes = tuner.getMaxStorage();
    return megabytes < 0 ? OptionalInt.empty() : OptionalInt.of(megabytes);
  }

  /** Stores rows, as files if nothing may be cached and there is a folder for them. */
  private CheckpointedRows stored(Dataset<Row> rows) {
    return isWritten() ? CheckpointedRows.written(rows) : CheckpointedRows.of(rows);
  }

  SparkContext context() {
    return cut.rows().sparkSession().sparkContext();
  }

  private boolean isWritten() {
    return megabytes.equals(OptionalInt.of(0)) && CheckpointedRows.canBeWritten(context());
  }

  /** Rule by which the rows were cut, for the record. */
  String rule() {
    return cut.rule();
  }

  @Override
  public List<Long> sizes() {
    return parts.subList(0, cut.folds());
  }

  long count() {
    return parts.stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public long smallestTraining() {
    return count() - sizes().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  @Override
  public StudyEvent.Fingerprint fingerprint() {
    return read(() -> TableFingerprint.of(all()));
  }

  /** Number of tasks of a stage that reads about {@code most} rows of a fold. */
  int partitions(long most) {
    return OrderedCoalesce.share(most, smallestTraining(), partitions);
  }

  @Override
  public Dataset<Row> training(Dataset<Row> table, int number) {
    return cut.without(table.where(cut.isLearnedFrom(number)));
  }

  @Override
  public Dataset<Row> validation(Dataset<Row> table, int number) {
    return cut.without(table.where(cut.isValidated(number)));
  }

  @Override
  public Dataset<Row> training(FoldPart part) {
    return stored(Part.trained(part));
  }

  @Override
  public Dataset<Row> validation(FoldPart part) {
    return stored(Part.validated(part));
  }

  @Override
  public Split passing(FoldPart part) {
    return new Split(rows(Part.trained(part)), rows(Part.validated(part)));
  }

  private Dataset<Row> stored(Part part) {
    return isWhole(part) || !isStored(part.most())
        ? rows(part)
        : smaller.hold(part, part, () -> costs.run(part, () -> stored(rows(part)))).rows();
  }

  private boolean isWhole(Part part) {
    return part.most() >= (part.validates() ? parts.get(part.fold()) : smallestTraining());
  }

  @Override
  public void announce(FoldPart part) {
    costs.announce(Part.trained(part), 1);
    costs.announce(Part.validated(part), 1);
  }

  @Override
  public Usage release(FoldPart part, boolean pays) {
    return release(Part.trained(part), pays).plus(release(Part.validated(part), pays));
  }

  private Usage release(Part part, boolean pays) {
    Usage share = costs.release(part, pays);
    if (costs.cells(part) == 0) {
      smaller.leave(part, part);
    }
    return share;
  }

  @Override
  public boolean dropIfLost(FoldPart part) {
    boolean trained = smaller.dropIfLost(Part.trained(part));
    return smaller.dropIfLost(Part.validated(part)) || trained;
  }

  /**
   * True if so many rows of every fold take an eighth of the budget at most. With validating rows,
   * and lower rungs of half as many or less each, this is half of the budget.
   */
  private boolean isStored(long most) {
    double taken = (double) bytes() * most / count() * cut.folds();
    return isWritten() || (budget() > 0 && taken <= budget() / 8.0);
  }

  private Dataset<Row> rows(Part part) {
    if (isWhole(part)) {
      return part.validates() ? validation(all(), part.fold()) : training(all(), part.fold());
    }
    Column which = part.validates() ? cut.isValidated(part.fold()) : cut.isLearnedFrom(part.fold());
    Dataset<Row> rows = all().where(which.and(cut.isBelow(share(part))));
    return OrderedCoalesce.of(cut.without(rows), part.most(), among(part), partitions);
  }

  /** Number of rows from which a part is taken. */
  private long among(Part part) {
    long size = parts.get(part.fold());
    return part.validates() ? size : count() - size;
  }

  /** Rank below which rows are those of a part. */
  private double share(Part part) {
    return isWhole(part) ? Double.POSITIVE_INFINITY : (double) part.most() / among(part);
  }

  @Override
  public Optional<String> rankColumn() {
    return cut.rankColumn();
  }

  @Override
  public Optional<RankCut> cut(FoldPart part) {
    if (part.fold() == FoldPart.NONE) {
      return Optional.of(RankCut.whole(part.fold()));
    }
    Part trained = Part.trained(part);
    int fewer =
        isWhole(trained)
            ? partitions
            : OrderedCoalesce.share(trained.most(), among(trained), partitions);
    double validated = share(Part.validated(part));
    return Optional.of(new RankCut(part.fold(), share(trained), validated, fewer, fewer));
  }

  @Override
  public Dataset<Row> all() {
    return held().rows();
  }

  private CheckpointedRows held() {
    return whole.hold(cut, this, this::stored);
  }

  private CheckpointedRows stored() {
    return SharedWork.run(() -> stored(cut.rows()));
  }

  @Override
  public <T> T read(Supplier<T> work) {
    return whole.with(cut, this::stored, rows -> work.get());
  }

  @Override
  public String foldColumn() {
    return cut.column();
  }

  private long bytes() {
    return held().bytes();
  }

  @Override
  public long bytes(FoldPart part) {
    return part.isWhole() ? bytes() : (long) ((double) bytes() * part.trained() / count());
  }

  /**
   * Bytes of storage for data derived from the rows for a ladder's top rung: half of all if fits of
   * fewer rows need some, too.
   */
  long budget(RungLadder ladder) {
    return ladder.rung(0).rows() < smallestTraining() ? budget() / 2 : budget();
  }

  /**
   * Bytes of storage for data derived from the rows: as set, or else a part of the executors'
   * storage, at least the size of the rows, which CrossValidator takes for each fold.
   */
  private long budget() {
    return megabytes.isPresent() ? (long) megabytes.getAsInt() << 20 : Math.max(room, bytes());
  }

  @Override
  public void close() {
    smaller.close();
    whole.close();
  }
}
