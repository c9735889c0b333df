package org.espalier.spark.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.WorkKey;
import org.jspecify.annotations.Nullable;

/**
 * Fits of whole chains for models that are kept. They do what {@code Pipeline.fit} does, but for
 * the last estimator, which may be trained inside a task, and stages that were fitted on the same
 * rows.
 */
record PipelineRefit(StageCache cache, ColumnStages columns, FitCache fits, StageEvents events) {

  /**
   * The model of a chain, with the training summary that MLlib gives, on rows that no cell reads
   * stage by stage.
   *
   * @param all the rows that it is fitted on, those of the part
   * @param stored the rows that the last estimator reads, if they are in storage
   */
  Model<?> model(PipelineSteps chain, FoldPart part, Dataset<Row> all, @Nullable CellRows stored) {
    if (chain.isPipeline()) {
      return pipeline(
          chain, all, stored, chain.last() < 0 ? null : columns.made(chain, part).orElse(null));
    }
    if (SharedPipelines.hasItsOwnFit(chain.whole())) {
      return (Model<?>) chain.estimator().fit(all, chain.map());
    }
    chain.whole().transformSchema(all.schema()); // Spark's own check of columns
    return last(chain, all, stored == null ? CellRows.whole(chain, () -> all) : stored);
  }

  /** The fitted stages of a learner's chain, without its summary, on the rows of its cells. */
  List<Transformer> stages(PipelineSteps chain, FoldPart part) {
    Optional<ColumnStages.Made> made = columns.made(chain, part);
    cache.models().together(chain, part, () -> made.map(ColumnStages.Made::models));
    boolean inTask = made.isPresent() && TaskTrainers.isKept(chain.learner());
    List<Transformer> stages = new ArrayList<>();
    for (int depth = 1; depth <= chain.last(); depth++) {
      stages.add(cache.models().stage(chain, depth, part));
    }
    Supplier<Dataset<?>> training =
        () -> (inTask ? cache.passing(chain, part) : cache.rows(chain, part)).training();
    WorkKey key = WorkKey.ofFit(chain, part);
    CellRows cells = CellRows.whole(key, training).of(() -> made.map(ColumnStages.Made::columns));
    FitRows whole = new FitRows(key, training, cells, false, chain.jobs(), false);
    stages.add(fits.unsummarised(whole, chain.learner()));
    return stages;
  }

  private Model<?> last(PipelineSteps chain, Dataset<Row> training, CellRows cells) {
    FitRows rows = new FitRows(chain, () -> training, cells, false, chain.jobs(), false);
    return fits.refit(rows, chain.learner(), training);
  }

  private Model<?> pipeline(
      PipelineSteps chain,
      Dataset<Row> rows,
      @Nullable CellRows stored,
      ColumnStages.@Nullable Made made) {
    FittedSteps stages = new FittedSteps(chain);
    return Objects.requireNonNull(
        events.fit(
            chain.whole(),
            rows,
            () -> {
              chain.whole().transformSchema(rows.schema());
              fitStages(chain, rows, stored, made, stages);
              return stages.model();
            }));
  }

  private void fitStages(
      PipelineSteps chain,
      Dataset<Row> rows,
      @Nullable CellRows stored,
      ColumnStages.@Nullable Made made,
      FittedSteps fitted) {
    Dataset<Row> reached = rows;
    Deque<Transformer> ahead = new ArrayDeque<>(); // models that were fitted with one before
    if (made != null) {
      ahead.addAll(made.learned(chain));
    }
    for (int i = 0; i < chain.stages().size(); i++) {
      PipelineStage stage = chain.stages().get(i);
      Dataset<Row> training = reached;
      if (i == chain.last()) {
        CellRows cells =
            stored == null
                ? CellRows.whole(chain, () -> training)
                    .of(() -> Optional.ofNullable(made).map(ColumnStages.Made::columns))
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
