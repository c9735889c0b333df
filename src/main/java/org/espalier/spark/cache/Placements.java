package org.espalier.spark.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineStage;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.MemoryShortage;
import org.espalier.spark.local.PlacementPolicy;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.study.Fidelity;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;

/**
 * Choices of where the cells of a study are trained, by learner and rung. Those of a learner are
 * made at their first use, by the rows of the first fold, which are collected for that and stay for
 * the learner's cells. Choices of a resumed study are kept.
 */
final class Placements {

  /** The fold whose rows are measured; all are about as large. */
  private static final int FOLD = 0;

  private final ChainCells cells;
  private final FoldedTable table;
  private final TaskFits tasks;
  private final Map<String, List<Placement>> made =
      new LinkedHashMap<>(); // by learner, guarded by itself
  private final Map<String, TableSize> shapes =
      new LinkedHashMap<>(); // by learner, guarded by made
  private final Map<String, ChainKey> kept =
      new LinkedHashMap<>(); // rows by learner, guarded by made
  private final Map<String, Usage> unpaid = new LinkedHashMap<>(); // by learner, guarded by made

  Placements(ChainCells cells, FoldedTable table, TaskFits tasks) {
    this.cells = cells;
    this.table = table;
    this.tasks = tasks;
  }

  List<Placement> all() {
    return cells.known().stream()
        .map(Placement::learner)
        .distinct()
        .flatMap(learner -> of(learner).stream())
        .toList();
  }

  /**
   * The choices for a learner by rung.
   *
   * @throws InvalidStudyException if there is too little memory for its training inside tasks
   */
  List<Placement> of(String learner) {
    synchronized (made) {
      List<Placement> known = made.get(learner);
      if (known == null) {
        known = made(learner);
        made.put(learner, known);
      }
      return known;
    }
  }

  /**
   * Nanoseconds of planned work of a fit on one core; empty if its rows were not measured.
   *
   * @param rows training rows
   */
  OptionalDouble work(String learner, long rows, Supplier<PipelineStage> fit) {
    synchronized (made) {
      TableSize measured = of(learner).isEmpty() ? null : shapes.get(learner);
      return measured == null
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) PlacementPolicy.nanos(fit.get(), measured.learning(rows)));
    }
  }

  private List<Placement> made(String learner) {
    List<Placement> known =
        cells.known().stream().filter(choice -> choice.learner().equals(learner)).toList();
    int highest =
        known.stream().filter(Placements::isTask).mapToInt(Placement::rung).max().orElse(-1);
    Optional<TableSize> measured = highest < 0 ? Optional.empty() : measured(learner, highest);
    if (measured.isEmpty()) {
      return known; // the cells report the reason
    }
    TableSize whole = measured.get().whole(cells.ladder().rung(highest).rows());
    shapes.put(learner, whole);
    List<Placement> choices = new ArrayList<>();
    Map<Fidelity, PipelineStage> longest = new LinkedHashMap<>(); // of any number of folds
    for (Placement choice : known) {
      if (!isTask(choice)) {
        choices.add(choice);
        continue;
      }
      Fidelity rung = cells.ladder().rung(choice.rung());
      TableSize rows = whole.learning(rung.rows());
      PipelineStage most =
          longest.computeIfAbsent(rung.withFolds(1), fidelity -> longest(choice, rows));
      choices.add(chosen(choice, most, rows));
    }
    if (choices.stream().noneMatch(Placements::isTask)) {
      release(learner, highest);
    }
    return List.copyOf(choices);
  }

  private static boolean isTask(Placement choice) {
    return choice.trainer() == Trainer.TASK;
  }

  private Placement chosen(Placement known, PipelineStage longest, TableSize rows) {
    PlacementPolicy rule = tasks.rule();
    int folds = table.sizes().size();
    Placement choice =
        cells.training().recordedMemory().isPresent()
            ? known
            : rule.choice(known.learner(), known.rung(), longest, rows, folds);
    MemoryShortage shortage = new MemoryShortage(cells.training(), rule, cells.origins());
    Optional<Problem> problem =
        isTask(choice) || rule.isForced()
            ? shortage.inTasks(longest, rows, folds)
            : shortage.inOnlyFit(longest, rows, folds);
    problem.ifPresent(
        lacking -> {
          throw new InvalidStudyException(List.of(lacking));
        });
    return choice;
  }

  /** The learner with the params of the configuration with the most planned work. */
  private PipelineStage longest(Placement choice, TableSize rows) {
    Configuration longest =
        cells.most(
            choice.learner(),
            configuration -> PlacementPolicy.nanos(learner(configuration, choice), rows));
    return learner(longest, choice);
  }

  private PipelineStage learner(Configuration configuration, Placement choice) {
    return cells.learner(new ChainKey(configuration, FOLD, choice.rung()));
  }

  /** Size of a learner's table at a rung; empty if MLlib would refuse it, or a stage fails. */
  private Optional<TableSize> measured(String learner, int rung) {
    ChainKey usual = new ChainKey(cells.usual(learner), FOLD, rung);
    long learned = table.smallestTraining();
    double share = (double) learned / (learned + table.sizes().get(FOLD));
    kept.put(learner, usual);
    try {
      return SparkBatches.beforehand(
          table.context(),
          "rows of %s, by which it is decided where it is trained".formatted(what(learner)),
          () -> table.read(() -> cells.measure(usual, share)),
          cost -> unpaid.put(learner, cost));
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        release(learner, rung);
        throw e;
      }
      return Optional.empty();
    }
  }

  private static String what(String learner) {
    return learner.isEmpty() ? "the estimator" : learner;
  }

  /**
   * Called when a cell of a learner has ended: only its other cells keep the measured rows.
   *
   * @param ran true if the cell ran, and pays for them
   * @return the cost of the measured rows, if no cell has paid it
   */
  Usage ended(String learner, int rung, boolean ran) {
    synchronized (made) {
      release(learner, rung);
      Usage cost = ran ? unpaid.remove(learner) : null;
      return cost == null ? Usage.NONE : cost;
    }
  }

  private void release(String learner, int rung) {
    ChainKey rows = kept.get(learner);
    if (rows != null && rows.rung() == rung) {
      kept.remove(learner);
      cells.release(rows);
    }
  }
}
