package org.espalier.spark.sharing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.task.CellRows;
import org.jspecify.annotations.Nullable;

/**
 * Fits of whole chains on all rows, which no other cell reads stage by stage. They do what {@code
 * Pipeline.fit} does, but for the last estimator, which may be trained inside a task.
 */
record StepwiseFits(SharedFits fits, StageEvents events) {

  /** Fit of a chain's last estimator. */
  private interface LastFit {

    SharedFits.Fit of(Estimator<?> estimator, Dataset<Row> training);
  }

  /**
   * The model of a chain on all rows, with the training summary that MLlib gives.
   *
   * @param stored the rows that the last estimator reads, if they are in storage
   */
  Model<?> refit(StageChain chain, Dataset<Row> all, @Nullable CellRows stored) {
    LastFit last =
        (estimator, training) -> {
          FitRows rows =
              stored == null
                  ? FitRows.of(chain, () -> training)
                  : new FitRows(chain, fit -> fit.apply(training), stored, false);
          return SharedFits.Fit.byJobs(fits.refit(rows, estimator, training));
        };
    return fitted(chain, all, last).whole();
  }

  private SharedPipelines.Fitted fitted(StageChain chain, Dataset<Row> rows, LastFit last) {
    return chain.isPipeline() ? pipeline(chain, rows, last) : alone(chain, rows, last);
  }

  private static SharedPipelines.Fitted alone(StageChain chain, Dataset<Row> rows, LastFit last) {
    if (!StageIdentity.isMllib(chain.whole())) {
      Model<?> own = (Model<?>) chain.estimator().fit(rows, chain.map());
      return SharedPipelines.Fitted.of(own, List.of(own), SharedFits.Fit.byJobs(own));
    }
    chain.whole().transformSchema(rows.schema()); // Spark's own complaint about columns
    SharedFits.Fit fit = last.of(chain.whole(), rows);
    return fit.model() == null
        ? SharedPipelines.Fitted.scored(fit)
        : SharedPipelines.Fitted.of(fit.model(), List.of(fit.model()), fit);
  }

  private SharedPipelines.Fitted pipeline(StageChain chain, Dataset<Row> rows, LastFit last) {
    StageFits stages = new StageFits(chain);
    PipelineModel model =
        events.fit(
            chain.whole(),
            rows,
            () -> {
              chain.whole().transformSchema(rows.schema());
              fitStages(chain, rows, last, stages);
              return stages.model();
            });
    return stages.fitted(model);
  }

  private void fitStages(StageChain chain, Dataset<Row> rows, LastFit last, StageFits fitted) {
    Dataset<Row> reached = rows;
    Deque<Transformer> ahead = new ArrayDeque<>(); // models that were fitted with one before
    for (int i = 0; i < chain.stages().size(); i++) {
      PipelineStage stage = chain.stages().get(i);
      Dataset<Row> training = reached;
      if (i == chain.last()) {
        Estimator<?> estimator = (Estimator<?>) stage;
        events.fit(estimator, training, () -> fitted.last(last.of(estimator, training)));
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
