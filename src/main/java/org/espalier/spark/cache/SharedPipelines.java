package org.espalier.spark.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.Usage;
import org.espalier.cache.WorkGraph;
import org.espalier.cache.WorkGraph.Need;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.TaskOutcome;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.StepKey;
import org.espalier.spark.rows.WorkKey;

/**
 * Shared fits of estimators under param maps on folds, with the same models as separate fits:
 * common stages of pipelines are fitted once (see {@link StageCache}), and a fit that contains
 * another yields its model (see {@link FitCache}).
 */
public final class SharedPipelines implements AutoCloseable {

  /**
   * Training rows of a part.
   *
   * @param all the table's rows that they are part of, which change after a loss
   */
  private record Passing(Dataset<Row> all, Dataset<Row> training) {}

  private final FoldedTable table;
  private final Map<FoldPart, Passing> passing = new ConcurrentHashMap<>();
  private final StageCache cache;
  private final ColumnStages columns;
  private final FitCache fits;
  private final LearnerTables tables;
  private final StageEvents events;
  private final PipelineRefit refit;
  private final ChainScores scores;
  private final boolean assembled;

  /**
   * @param tasks fits inside tasks; closed by its owner
   * @param scoring results of those fits
   * @param assembled true if cells make whole models, with Spark's events
   */
  public SharedPipelines(
      FoldedTable table,
      RowStorage storage,
      TaskFits tasks,
      TaskScoring scoring,
      boolean assembled) {
    this.table = table;
    this.assembled = assembled;
    this.cache = new StageCache(table, storage);
    this.columns = new ColumnStages(tasks, cache::collected, table);
    this.fits = new FitCache(table.graph(), tasks, scoring);
    this.tables = new LearnerTables(table, cache, columns, scoring);
    this.events = new StageEvents(table.context());
    this.refit = new PipelineRefit(cache, columns, fits, events);
    this.scores = new ChainScores(table, cache, events);
  }

  /**
   * A cell that was announced for a chain.
   *
   * @param fits true if it will fit the chain's last estimator
   */
  public record Announced(
      PipelineSteps chain, FoldPart part, WorkGraph.Reader reader, boolean fits) {}

  /** Announces a cell that will need a chain. */
  public Announced announce(PipelineSteps chain, FoldPart part) {
    Announced cell = announced(chain, part, chain.last() >= 0);
    if (cell.fits()) {
      fits.announce(tables.rows(chain, part), chain.learner());
    }
    return cell;
  }

  /** Announces a reader of the rows after a chain's stages, which fits nothing. */
  Announced announceRows(PipelineSteps chain, FoldPart part) {
    return announced(chain, part, false);
  }

  private Announced announced(PipelineSteps chain, FoldPart part, boolean fit) {
    List<Need<?>> needs = new ArrayList<>();
    if (chain.last() >= 0) {
      needs.addAll(columns.needs(chain, part));
      needs.addAll(fits.needs(tables.rows(chain, part), chain.learner()));
    }
    return new Announced(chain, part, cache.announce(chain, part, needs), fit);
  }

  /**
   * Releases a cell that has ended, or will not run.
   *
   * @param pays true if it ran, and pays its share of work done for it and others
   * @return that share
   */
  public Usage release(Announced cell, boolean pays) {
    PipelineSteps chain = cell.chain();
    Usage share = cache.release(cell.reader(), chain, cell.part(), pays);
    return cell.fits()
        ? share.plus(fits.release(tables.rows(chain, cell.part()), chain.learner(), pays))
        : share;
  }

  /**
   * Size of the table that a chain's last estimator is trained on inside a task; empty if it is
   * not.
   *
   * @param learned share of training rows
   */
  Optional<TableSize> shape(PipelineSteps chain, FoldPart part, double learned) {
    return cache.reading(
        chain,
        part,
        () -> {
          makeTogether(chain, part);
          return fits.shape(tables.rows(chain, part), chain.learner(), learned);
        });
  }

  /** True if another cell is computing a prerequisite of a cell. */
  public boolean isBeingMade(PipelineSteps chain, FoldPart part) {
    return chain.last() >= 0
        && (cache.isBeingMade(chain, part)
            || fits.isBeingMade(WorkKey.ofFit(chain, part), chain.learner()));
  }

  /**
   * Key of the rows that a chain's last estimator is trained on inside a task; empty if it is not.
   */
  Optional<Object> key(PipelineSteps chain, FoldPart part) {
    return chain.last() >= 0
        ? fits.key(tables.rows(chain, part), chain.learner())
        : Optional.empty();
  }

  /**
   * Trains the last estimators of a batch inside a task, on the rows behind the same stages.
   *
   * @param chain of the first cell
   */
  Map<Cell, CandidateTraining.Trained> train(
      PipelineSteps chain, FoldPart part, CellBatch batch, Function<Cell, PipelineStage> learner) {
    return cache.reading(
        chain,
        part,
        () -> {
          if (chain.isPipeline()) {
            chain.whole().transformSchema(passing(part).schema()); // as Pipeline.fit does first
          }
          makeTogether(chain, part);
          return fits.train(tables.rows(chain, part), batch, learner);
        });
  }

  private void makeTogether(PipelineSteps chain, FoldPart part) {
    if (isAssembled(chain) && columns.takes(chain, part)) {
      cache.models().together(chain, part, () -> columns.models(chain, part));
    }
  }

  /**
   * Fits a chain on the training rows of a fold.
   *
   * @param inTask outcome of the training of its last estimator; empty if it is to be trained
   */
  public FittedChain fit(PipelineSteps chain, FoldPart part, Optional<TaskOutcome> inTask) {
    return cache.reading(
        chain,
        part,
        () -> isAssembled(chain) ? pipeline(chain, part, inTask) : last(chain, part, inTask));
  }

  private FittedChain fitLast(PipelineSteps chain, FoldPart part, Optional<TaskOutcome> inTask) {
    FitRows rows = tables.rows(chain, part);
    return inTask
        .map(outcome -> fits.fit(rows, chain.learner(), outcome))
        .orElseGet(() -> fits.fit(rows, chain.learner()));
  }

  /** Validation rows of a part behind the stages before a chain's last estimator, not stored. */
  Dataset<Row> unstored(PipelineSteps chain, FoldPart part) {
    Dataset<Row> rows = table.parts().passing(part).validation();
    for (int depth = 1; depth <= chain.shareable(); depth++) {
      rows = cache.models().stage(chain, depth, part).transform(rows);
    }
    return rows;
  }

  /** True if a cell makes a {@code PipelineModel}, as Spark's own fit does. */
  private boolean isAssembled(PipelineSteps chain) {
    return chain.isPipeline() && (assembled || chain.last() < 0);
  }

  /** Makes the rows that a cell's fit reads, unless they are ready. */
  public void prepare(PipelineSteps chain, FoldPart part) {
    cache.reading(
        chain,
        part,
        () -> {
          boolean collected = fits.prepares(tables.rows(chain, part), chain.learner());
          return collected ? Optional.empty() : Optional.of(cache.rows(chain, part));
        });
  }

  /** Comparisons of fits inside tasks with ordinary ones, a line each. */
  public List<String> verified() {
    return scores.verified();
  }

  /** Training rows of a part, without storing them; planned once for each part. */
  private Dataset<Row> passing(FoldPart part) {
    Dataset<Row> all = table.all();
    return passing
        .compute(
            part,
            (key, known) ->
                known != null && known.all() == all
                    ? known
                    : new Passing(all, table.parts().passing(part).training()))
        .training();
  }

  private FittedChain pipeline(PipelineSteps chain, FoldPart part, Optional<TaskOutcome> inTask) {
    Dataset<Row> training = passing(part);
    FittedSteps stages = new FittedSteps(chain);
    PipelineModel model =
        events.fit(
            chain.whole(),
            training,
            () -> {
              chain.whole().transformSchema(training.schema()); // as Pipeline.fit does first
              makeTogether(chain, part);
              for (int i = 0; i < chain.stages().size(); i++) {
                fitStage(chain, i, part, training, stages, inTask);
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
      Optional<TaskOutcome> inTask) {
    PipelineStage stage = chain.stages().get(index);
    if (index == chain.last()) {
      events.fit(chain.learner(), training, () -> fitted.last(fitLast(chain, part, inTask)));
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
   * Fits a chain as the estimator's own fit under the map does.
   *
   * @param without the fold whose rows are left out; {@link FoldPart#NONE} for a fit on all rows
   * @param training all rows but those
   */
  public Model<?> refit(PipelineSteps chain, int without, Dataset<?> training) {
    FoldPart part = FoldPart.whole(without);
    boolean isFolded =
        chain.last() >= 0 && chain.isRowWise() && table.parts().cut(part).isPresent();
    CellRows stored = isFolded ? tables.folded(chain, part) : null;
    return refit.model(chain, part, training.toDF(), stored);
  }

  /**
   * The fitted stages of a learner's chain, to be saved: MLlib saves no training summary with its
   * model. Rows and stages are those of the cells that read the part, and stay for later ones.
   */
  public List<Transformer> refit(PipelineSteps chain, FoldPart part) {
    try {
      return cache.reading(chain, part, () -> refit.stages(chain, part));
    } finally {
      cache.leave(chain, part);
    }
  }

  /** True for a class of the user's, of which nothing is known but its own method. */
  static boolean hasItsOwnFit(Estimator<?> estimator) {
    return !StepKey.isMllib(estimator) && !TaskTrainers.isKnown(estimator);
  }

  /** Fit of the last estimator alone; a user's that is the whole chain has its own method. */
  private FittedChain last(PipelineSteps chain, FoldPart part, Optional<TaskOutcome> inTask) {
    if (chain.isPipeline()) {
      chain.whole().transformSchema(passing(part).schema()); // as Pipeline.fit does first
    } else if (hasItsOwnFit(chain.whole())) {
      Dataset<Row> training = table.parts().training(part);
      Model<?> own = (Model<?>) chain.estimator().fit(training, chain.map());
      return FittedChain.byJobs(own, "a class of the user's is fitted by its own method");
    }
    FittedChain fitted = fitLast(chain, part, inTask);
    List<PipelineStage> behind = chain.stages().subList(chain.last() + 1, chain.stages().size());
    return fitted.before(behind.stream().map(Transformer.class::cast).toList());
  }

  /**
   * Scores a fitted chain's predictions for the validation rows of a fold, unless a task did.
   *
   * @param score scores of predictions
   */
  public Map<String, Double> score(
      PipelineSteps chain,
      FoldPart part,
      FittedChain fitted,
      Function<Dataset<Row>, Map<String, Double>> score) {
    return scores.of(chain, part, fitted, isAssembled(chain), score);
  }

  @Override
  public void close() {
    columns.close();
    cache.close();
  }
}
