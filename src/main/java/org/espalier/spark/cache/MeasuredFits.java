package org.espalier.spark.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.TrainingPlaces;
import org.espalier.spark.local.rows.TableSize;

/**
 * Fits of a study's cells, by which it is decided where learners are trained. The rows of a learner
 * that were measured stay until a cell of their rung ends.
 */
final class MeasuredFits implements TrainingPlaces.Fits {

  /** The fold whose rows are measured; all are about as large. */
  private static final int FOLD = 0;

  private final ChainCells cells;
  private final FoldedTable table;
  private final TaskTraining tasks;
  private final LearnerFits learners;
  private final PipelineFits pipelines;
  private final Map<String, ChainKey> kept = new HashMap<>(); // by learner, guarded by this
  private final Map<String, Usage> unpaid = new HashMap<>(); // by learner, guarded by this

  MeasuredFits(
      ChainCells cells,
      FoldedTable table,
      TaskTraining tasks,
      LearnerFits learners,
      PipelineFits pipelines) {
    this.cells = cells;
    this.table = table;
    this.tasks = tasks;
    this.learners = learners;
    this.pipelines = pipelines;
  }

  @Override
  public synchronized Optional<TableSize> measured(String learner, int rung) {
    ChainKey usual = new ChainKey(cells.usual(learner), FOLD, rung);
    long learned = table.smallestTraining();
    double share = (double) learned / (learned + table.sizes().get(FOLD));
    learners.announce(cells.chain(usual), cells.part(usual), false);
    kept.put(learner, usual);
    String what = learner.isEmpty() ? "the estimator" : learner;
    try {
      return SparkBatches.beforehand(
          table.context(),
          "rows of %s, by which it is decided where it is trained".formatted(what),
          () -> table.read(() -> shape(usual, share)),
          cost -> unpaid.put(learner, cost));
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        ended(learner, rung);
        throw e;
      }
      return Optional.empty();
    }
  }

  private Optional<TableSize> shape(ChainKey reader, double learned) {
    PipelineSteps chain = cells.chain(reader);
    FoldPart part = cells.part(reader);
    pipelines.prepare(chain, part);
    return tasks.shape(chain, part, learned);
  }

  @Override
  public synchronized void ended(String learner, int rung) {
    ChainKey rows = kept.get(learner);
    if (rows != null && rows.rung() == rung) {
      kept.remove(learner);
      learners.release(cells.chain(rows), cells.part(rows), false);
    }
  }

  /**
   * Called when a cell of a learner has ended.
   *
   * @param ran true if it ran, and pays for the measured rows
   * @return their cost, if no cell has paid it
   */
  synchronized Usage ended(String learner, int rung, boolean ran) {
    ended(learner, rung);
    Usage cost = ran ? unpaid.remove(learner) : null;
    return cost == null ? Usage.NONE : cost;
  }

  @Override
  public PipelineStage longest(String learner, int rung, ToLongFunction<PipelineStage> number) {
    ToLongFunction<Configuration> each =
        configuration -> number.applyAsLong(learner(configuration, rung));
    return learner(cells.most(learner, each), rung);
  }

  private PipelineStage learner(Configuration configuration, int rung) {
    return cells.learner(new ChainKey(configuration, FOLD, rung));
  }
}
