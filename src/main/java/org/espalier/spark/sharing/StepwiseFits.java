package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fits of whole chains whose rows no other cell reads stage by stage: a part of a fold's rows, or
 * all rows. They do what {@code Pipeline.fit} does, but for the last estimator, which may be
 * trained inside a task.
 */
record StepwiseFits(SharedFits fits, StageEvents events) {

  /** Fit of a chain's last estimator. */
  private interface LastFit {
    SharedFits.Fit of(Estimator<?> estimator, Dataset<Row> training);
  }

  /**
   * Fits a chain on a part of the rows of a fold.
   *
   * @param key identifies the rows that the chain reads, by equality
   */
  SharedPipelines.Fitted part(StageChain chain, Object key, Dataset<Row> rows) {
    return fitted(
        chain,
        rows,
        (estimator, training) ->
            fits.fit(
                List.<Object>of(key, chain.path(chain.shareable())), estimator, () -> training));
  }

  /** The model of a chain on all rows, with the training summary that MLlib gives. */
  Model<?> refit(StageChain chain, Dataset<Row> all) {
    LastFit last =
        (estimator, training) -> new SharedFits.Fit(fits.refit(chain, estimator, training), false);
    return fitted(chain, all, last).model();
  }

  private SharedPipelines.Fitted fitted(StageChain chain, Dataset<Row> rows, LastFit last) {
    return chain.isPipeline() ? pipeline(chain, rows, last) : alone(chain, rows, last);
  }

  private static SharedPipelines.Fitted alone(StageChain chain, Dataset<Row> rows, LastFit last) {
    if (!StageIdentity.isMllib(chain.whole())) {
      Model<?> own = (Model<?>) chain.estimator().fit(rows, chain.map());
      return new SharedPipelines.Fitted(own, List.of(own), false);
    }
    chain.whole().transformSchema(rows.schema()); // Spark's own complaint about columns
    SharedFits.Fit fit = last.of(chain.whole(), rows);
    return new SharedPipelines.Fitted(fit.model(), List.of(fit.model()), fit.inTask());
  }

  private SharedPipelines.Fitted pipeline(StageChain chain, Dataset<Row> rows, LastFit last) {
    List<Transformer> stages = new ArrayList<>();
    AtomicBoolean inTask = new AtomicBoolean();
    LastFit noted =
        (estimator, training) -> {
          SharedFits.Fit fit = last.of(estimator, training);
          inTask.set(fit.inTask());
          return fit;
        };
    PipelineModel model =
        events.fit(
            chain.whole(),
            rows,
            () -> {
              chain.whole().transformSchema(rows.schema());
              fitStages(chain, rows, noted, stages);
              PipelineModel fitted =
                  new PipelineModel(chain.whole().uid(), stages.toArray(Transformer[]::new));
              return fitted.setParent((Pipeline) chain.whole());
            });
    return new SharedPipelines.Fitted(
        model, stages.subList(chain.shareable(), stages.size()), inTask.get());
  }

  private void fitStages(
      StageChain chain, Dataset<Row> rows, LastFit last, List<Transformer> fitted) {
    Dataset<Row> reached = rows;
    for (int i = 0; i < chain.stages().size(); i++) {
      PipelineStage stage = chain.stages().get(i);
      Dataset<Row> training = reached;
      boolean isLast = i == chain.last();
      Transformer transformer =
          stage instanceof Estimator<?> estimator
              ? events.fit(
                  estimator,
                  training,
                  () ->
                      isLast
                          ? last.of(estimator, training).model()
                          : (Transformer) estimator.fit(training))
              : (Transformer) stage;
      fitted.add(transformer);
      if (i < chain.last()) {
        reached = events.transform(transformer, training, () -> transformer.transform(training));
      }
    }
  }
}
