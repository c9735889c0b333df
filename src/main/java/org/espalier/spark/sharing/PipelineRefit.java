package org.espalier.spark.sharing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.sharing.fit.FitRows;
import org.espalier.spark.sharing.fit.FittedChain;
import org.espalier.spark.sharing.fit.SharedFits;
import org.espalier.spark.sharing.stage.PipelineSteps;
import org.espalier.spark.sharing.stage.StepKey;
import org.espalier.spark.task.TaskTrainers;
import org.espalier.spark.task.rows.CellRows;
import org.jspecify.annotations.Nullable;

/**
 * Fits of whole chains on rows that no cell reads stage by stage. They do what {@code Pipeline.fit}
 * does, but for the last estimator, which may be trained inside a task.
 *
 * @param made the fit of the stages before it on the same rows, if there is one
 */
record PipelineRefit(SharedFits fits, StageEvents events, Optional<ColumnStages.Made> made) {

  /**
   * The model of a chain, with the training summary that MLlib gives.
   *
   * @param all the rows that it is fitted on
   * @param stored the rows that the last estimator reads, if they are in storage
   */
  Model<?> refit(PipelineSteps chain, Dataset<Row> all, @Nullable CellRows stored) {
    if (chain.isPipeline()) {
      return pipeline(chain, all, stored);
    }
    if (!StepKey.isMllib(chain.whole()) && !TaskTrainers.isKnown(chain.whole())) {
      return (Model<?>) chain.estimator().fit(all, chain.map());
    }
    chain.whole().transformSchema(all.schema()); // Spark's own check of columns
    return last(chain, all, stored == null ? CellRows.whole(chain, () -> all) : stored);
  }

  private Model<?> last(PipelineSteps chain, Dataset<Row> training, CellRows cells) {
    FitRows rows = new FitRows(chain, () -> training, cells, false, chain.jobs());
    return fits.refit(rows, chain.learner(), training);
  }

  private Model<?> pipeline(PipelineSteps chain, Dataset<Row> rows, @Nullable CellRows stored) {
    FittedSteps stages = new FittedSteps(chain);
    return Objects.requireNonNull(
        events.fit(
            chain.whole(),
            rows,
            () -> {
              chain.whole().transformSchema(rows.schema());
              fitStages(chain, rows, stored, stages);
              return stages.model();
            }));
  }

  private void fitStages(
      PipelineSteps chain, Dataset<Row> rows, @Nullable CellRows stored, FittedSteps fitted) {
    Dataset<Row> reached = rows;
    Deque<Transformer> ahead = new ArrayDeque<>(); // models that were fitted with one before
    made.ifPresent(stages -> ahead.addAll(stages.learned(chain)));
    for (int i = 0; i < chain.stages().size(); i++) {
      PipelineStage stage = chain.stages().get(i);
      Dataset<Row> training = reached;
      if (i == chain.last()) {
        CellRows cells =
            stored == null
                ? CellRows.whole(chain, () -> training)
                    .of(() -> made.map(ColumnStages.Made::columns))
                : stored;
        events.fit(
            chain.learner(),
            training,
            () -> fitted.last(FittedChain.byJobs(last(chain, training, cells), "")));
        continue;
      }
      if (ahead.isEmpty()) {
        ahead.addAll(
            IndexerRun.of(chain.stages().subList(i, Math.max(i, chain.last()))).fit(training));
      }
      Transformer transformer =
          stage instanceof Estimator<?> estimator
              ? events.fit(
                  estimator,
                  training,
                  () -> ahead.isEmpty() ? (Transformer) estimator.fit(training) : ahead.remove())
              : (Transformer) stage;
      fitted.add(transformer);
      if (i < chain.last()) {
        reached = events.transform(transformer, training, () -> transformer.transform(training));
      }
    }
  }
}
