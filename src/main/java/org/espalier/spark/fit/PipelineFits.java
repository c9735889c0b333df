package org.espalier.spark.fit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StepKey;
import org.espalier.spark.chain.WorkKey;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.task.FitResult;
import org.jspecify.annotations.Nullable;

/**
 * Fits of whole chains, with the same models as {@code Pipeline.fit}, for cells on a part of the
 * table and for models that are kept.
 */
final class PipelineFits {

  /**
   * Training rows of a part.
   *
   * @param all rows of the table from which they are taken; a new dataset after a loss
   */
  private record Passing(Dataset<Row> all, Dataset<Row> training) {}

  /**
   * Stages whose columns were checked.
   *
   * @param path identities of the stages
   * @param schema columns before the first of them
   */
  private record Checked(List<StepKey> path, StructType schema) {}

  private final FoldedTable table;
  private final RowCache cache;
  private final TaskTraining tasks;
  private final LearnerFits learners;
  private final StageEvents events;
  private final boolean assembled;
  private final Map<FoldPart, Passing> passing = new ConcurrentHashMap<>();
  private final Map<Checked, StructType> checked = new ConcurrentHashMap<>();

  /**
   * Creates the fits of a study's chains.
   *
   * @param tasks provides rows for training inside tasks
   * @param learners fits of last estimators
   * @param assembled true if cells make whole models, with Spark's events
   */
  PipelineFits(
      FoldedTable table,
      RowCache cache,
      TaskTraining tasks,
      LearnerFits learners,
      StageEvents events,
      boolean assembled) {
    this.table = table;
    this.cache = cache;
    this.tasks = tasks;
    this.learners = learners;
    this.events = events;
    this.assembled = assembled;
  }

  /** Returns true if a cell makes a {@code PipelineModel}, as Spark's own fit does. */
  boolean isAssembled(PipelineSteps chain) {
    return chain.isPipeline() && (assembled || chain.last() < 0);
  }

  /**
   * Returns the training rows of a part for Spark's events; they are planned once for each part.
   */
  private Dataset<Row> passing(FoldPart part) {
    Dataset<Row> all = table.described();
    return passing
        .compute(
            part,
            (key, known) ->
                known != null && known.all() == all
                    ? known
                    : new Passing(all, table.parts().passing(part, all).training()))
        .training();
  }

  /**
   * Prepares a fit: runs Spark's own check of columns, and fits stages in arrays where possible.
   */
  void prepare(PipelineSteps chain, FoldPart part) {
    if (chain.isPipeline()) {
      checkColumns(chain, table.schema());
    }
    if (isAssembled(chain)) {
      tasks.fitStages(chain, part);
    }
  }

  /**
   * Runs Spark's own check of columns, as {@code Pipeline.fit} does first. Stages that chains share
   * are checked once: on a wide table their check takes seconds, quadratic in the columns.
   */
  private void checkColumns(PipelineSteps chain, StructType schema) {
    List<PipelineStage> stages = chain.stages();
    if (new HashSet<>(stages).size() < stages.size()) {
      chain.whole().transformSchema(schema); // refuses a stage that occurs twice
    }
    StructType behind = schema;
    for (int depth = 1; depth <= stages.size(); depth++) {
      StructType before = behind;
      PipelineStage stage = stages.get(depth - 1);
      behind =
          depth <= chain.shareable()
              ? checked.computeIfAbsent(
                  new Checked(chain.path(depth), schema), key -> stage.transformSchema(before))
              : stage.transformSchema(before);
    }
  }

  /**
   * Fits a chain on the training rows of a part.
   *
   * @param trained result of the training of its last estimator; empty if it must still be trained
   */
  FittedChain fit(PipelineSteps chain, FoldPart part, Optional<FitResult> trained) {
    return isAssembled(chain) ? pipeline(chain, part, trained) : last(chain, part, trained);
  }

  private FittedChain pipeline(PipelineSteps chain, FoldPart part, Optional<FitResult> trained) {
    Dataset<Row> training = passing(part);
    FittedSteps stages = new FittedSteps(chain);
    PipelineModel model =
        events.fit(
            chain.whole(),
            training,
            () -> {
              prepare(chain, part);
              for (int i = 0; i < chain.stages().size(); i++) {
                fitStage(chain, i, part, training, stages, trained);
              }
              return stages.model();
            });
    return stages.fitted(model);
  }

  private void fitStage(
      PipelineSteps chain,
      int index,
      FoldPart part,
      Dataset<Row> training,
      FittedSteps fitted,
      Optional<FitResult> trained) {
    PipelineStage stage = chain.stages().get(index);
    if (index == chain.last()) {
      events.fit(chain.learner(), training, () -> fitted.last(learners.fit(chain, part, trained)));
      return;
    }
    Transformer transformer =
        stage instanceof Estimator<?> estimator
            ? events.fit(estimator, training, () -> cache.models().stage(chain, index + 1, part))
            : (Transformer) stage;
    fitted.add(transformer);
    if (index < chain.last()) {
      events.transformed(transformer, training);
    }
  }

  /**
   * Fits the last estimator and appends the stages after it. If the whole chain is an estimator of
   * the user's own class, its own fit runs.
   */
  private FittedChain last(PipelineSteps chain, FoldPart part, Optional<FitResult> trained) {
    if (!chain.isPipeline() && hasItsOwnFit(chain.whole())) {
      Dataset<Row> training = table.parts().training(part);
      return new FittedChain(
          (Model<?>) chain.estimator().fit(training, chain.map()),
          new FitResult.ByJobs("a class of the user's is fitted by its own method"));
    }
    prepare(chain, part);
    FittedChain fitted = learners.fit(chain, part, trained);
    List<PipelineStage> behind = chain.stages().subList(chain.last() + 1, chain.stages().size());
    return fitted.followedBy(behind.stream().map(Transformer.class::cast).toList());
  }

  /** Returns true for a user's class, for which only its own fit method is known. */
  private static boolean hasItsOwnFit(Estimator<?> estimator) {
    return !StepKey.isMllib(estimator) && !TaskTrainers.isKnown(estimator);
  }

  /**
   * Fits a chain with the result of the estimator's own fit under the map, including MLlib's
   * training summary.
   *
   * @param without fold whose rows are left out; {@link FoldPart#NONE} for a fit on all rows
   * @param all all rows but those of the fold
   */
  Model<?> refit(PipelineSteps chain, int without, Dataset<Row> all) {
    FoldPart part = FoldPart.whole(without);
    boolean isFolded =
        chain.last() >= 0 && chain.isRowWise() && table.parts().cut(part).isPresent();
    CellRows stored = isFolded ? tasks.folded(chain, part) : null;
    if (chain.isPipeline()) {
      return pipeline(chain, all, stored, tasks.madeStages(chain, part).orElse(null));
    }
    if (hasItsOwnFit(chain.whole())) {
      return (Model<?>) chain.estimator().fit(all, chain.map());
    }
    chain.whole().transformSchema(all.schema()); // Spark's own check of columns
    return kept(chain, all, stored == null ? CellRows.whole(chain, () -> all) : stored);
  }

  private Model<?> kept(PipelineSteps chain, Dataset<Row> training, CellRows cells) {
    return learners.kept(
        chain, cells, fit -> fit.summarised(chain.learner(), training), () -> training);
  }

  /**
   * Returns the fitted stages of a learner's chain, to save them. They have no training summary, as
   * MLlib does not save it. Rows and stages are shared with the cells that read the part, and stay
   * for later ones.
   */
  List<Transformer> stages(PipelineSteps chain, FoldPart part) {
    try {
      return cache.read(chain, part, () -> stages(chain, part, tasks.madeStages(chain, part)));
    } finally {
      cache.leave(chain, part);
    }
  }

  private List<Transformer> stages(
      PipelineSteps chain, FoldPart part, Optional<ColumnStages.Made> made) {
    cache.models().fitStages(chain, part, () -> made.map(ColumnStages.Made::models));
    boolean inTask = made.isPresent() && TaskTrainers.isKept(chain.learner());
    List<Transformer> stages = new ArrayList<>();
    for (int depth = 1; depth <= chain.last(); depth++) {
      stages.add(cache.models().stage(chain, depth, part));
    }
    Supplier<Dataset<?>> training =
        () -> (inTask ? cache.passing(chain, part) : cache.rows(chain, part)).training();
    CellRows cells =
        CellRows.whole(WorkKey.ofFit(chain, part), training)
            .of(() -> made.map(ColumnStages.Made::columns));
    stages.add(learners.kept(chain, cells, fit -> fit.model(chain.learner()), training));
    return stages;
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
              checkColumns(chain, rows.schema());
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
    Deque<Transformer> ahead = new ArrayDeque<>(); // models that an earlier stage's fit also made
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
            () ->
                fitted.last(
                    new FittedChain(kept(chain, training, cells), new FitResult.ByJobs(""))));
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
