package org.espalier.spark.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.TrainingPlaces;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;

/**
 * Fits of a study's cells, by which it is decided where learners are trained. The rows of a learner
 * that were measured stay until a cell of their rung ends.
 */
final class MeasuredFits implements TrainingPlaces.Fits {

  /** The fold whose rows are measured; all are about as large. */
  private static final int FOLD = 0;

  /** Reader of the rows of a learner that were measured. */
  private record Measured(int rung, SharedPipelines.Announced reader) {}

  private final ChainCells cells;
  private final SharedPipelines pipelines;
  private final FoldedTable table;
  private final Map<String, Measured> kept = new HashMap<>(); // by learner, guarded by this

  MeasuredFits(ChainCells cells, SharedPipelines pipelines, FoldedTable table) {
    this.cells = cells;
    this.pipelines = pipelines;
    this.table = table;
  }

  @Override
  public synchronized Optional<TableSize> measured(String learner, int rung) {
    ChainKey usual = new ChainKey(cells.usual(learner), FOLD, rung);
    PipelineSteps chain = cells.chain(usual);
    FoldPart part = cells.part(usual);
    long learned = table.smallestTraining();
    double share = (double) learned / (learned + table.sizes().get(FOLD));
    kept.put(learner, new Measured(rung, pipelines.announceRows(chain, part)));
    String what = learner.isEmpty() ? "the estimator" : learner;
    try {
      return SparkBatches.beforehand(
          table.context(),
          "rows of %s, by which it is decided where it is trained".formatted(what),
          () -> table.read(() -> pipelines.shape(chain, part, share)));
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        ended(learner, rung);
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public synchronized void ended(String learner, int rung) {
    Measured measured = kept.get(learner);
    if (measured != null && measured.rung() == rung) {
      kept.remove(learner);
      pipelines.release(measured.reader(), false);
    }
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
