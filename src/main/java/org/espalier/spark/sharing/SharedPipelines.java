package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.cell.Fault;
import org.espalier.spark.task.TaskFits;

/**
 * Shared fits of estimators under param maps on folds, with the same models as separate fits:
 * common stages of pipelines are fitted once (see {@link SharedPrefixes}), and a fit that contains
 * another yields its model (see {@link SharedFits}).
 */
public final class SharedPipelines implements AutoCloseable {

  /**
   * A fitted chain.
   *
   * @param model model as returned by the estimator's own fit under the map
   * @param own the stages from the last estimator on
   * @param inTask whether the last estimator was trained inside a task
   */
  public record Fitted(Model<?> model, List<Transformer> own, boolean inTask) {
    public Fitted {
      own = List.copyOf(own);
    }
  }

  private final FoldedTable table;
  private final SharedPrefixes prefixes;
  private final SharedFits fits;
  private final StageEvents events;
  private volatile Runnable changed = () -> {};

  /**
   * @param budget bytes of memory and disk for rows after shared stages
   * @param prune true to leave columns that nothing reads out of stored rows; only if all cells are
   *     announced before the first one runs, and the models are not returned to the user
   * @param tasks fits what can be trained inside a task; closed by its owner
   */
  public SharedPipelines(
      SparkContext context,
      FoldedTable table,
      Evaluator evaluator,
      long budget,
      boolean prune,
      TaskFits tasks) {
    this.table = table;
    Runnable signal = () -> changed.run();
    this.prefixes = new SharedPrefixes(context, table, evaluator, budget, prune, signal);
    this.fits = new SharedFits(tasks, signal);
    this.events = new StageEvents(context);
  }

  /** Sets the callback for the moment when cells that would have waited may run. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** Announces a cell that will need a chain. */
  public void announce(StageChain chain, int fold) {
    prefixes.announce(chain, fold);
    if (chain.last() >= 0) {
      fits.announce(rows(chain, fold), chain.stages().get(chain.last()));
    }
  }

  /** Releases a cell that has ended, or will not run. */
  public void release(StageChain chain, int fold) {
    prefixes.release(chain, fold);
    if (chain.last() >= 0) {
      fits.release(rows(chain, fold), chain.stages().get(chain.last()));
    }
  }

  /** True if another cell is computing what a cell needs first. */
  public boolean isBeingMade(StageChain chain, int fold) {
    return chain.last() >= 0
        && (prefixes.isBeingMade(chain, fold)
            || fits.isBeingMade(rows(chain, fold), chain.stages().get(chain.last())));
  }

  /** Key of the rows that the last estimator sees. */
  private static Object rows(StageChain chain, int fold) {
    List<Object> rows = new ArrayList<>();
    rows.add(fold);
    rows.addAll(chain.identities().subList(0, chain.last()));
    rows.add(chain.identities().get(chain.last()).original());
    return rows;
  }

  /** Fits a chain on the training rows of a fold. */
  public Fitted fit(StageChain chain, int fold) {
    return chain.isPipeline()
        ? reading(chain, fold, () -> pipeline(chain, fold))
        : alone(chain, fold);
  }

  private Fitted pipeline(StageChain chain, int fold) {
    Dataset<Row> all = table.all();
    Dataset<Row> training = table.training(all, fold);
    List<Transformer> stages = new ArrayList<>();
    AtomicBoolean inTask = new AtomicBoolean();
    PipelineModel model =
        events.fit(
            chain.whole(),
            training,
            () -> {
              chain.whole().transformSchema(all.schema()); // as Pipeline.fit, for its reasons
              for (int i = 0; i < chain.stages().size(); i++) {
                stages.add(stage(chain, i, fold, training, inTask));
              }
              PipelineModel fitted =
                  new PipelineModel(chain.whole().uid(), stages.toArray(Transformer[]::new));
              return fitted.setParent((Pipeline) chain.whole());
            });
    return new Fitted(model, stages.subList(chain.shareable(), stages.size()), inTask.get());
  }

  /** A fitted stage. */
  private Transformer stage(
      StageChain chain, int index, int fold, Dataset<Row> training, AtomicBoolean inTask) {
    PipelineStage stage = chain.stages().get(index);
    if (index > chain.last()) {
      return (Transformer) stage;
    }
    Supplier<Transformer> fit =
        () ->
            index < chain.last()
                ? prefixes.stage(chain, index + 1, fold)
                : last(chain, fold, (Estimator<?>) stage, inTask);
    Transformer fitted =
        stage instanceof Estimator<?> estimator
            ? events.fit(estimator, training, fit)
            : (Transformer) stage;
    if (index < chain.last()) {
      events.transformed(fitted, training);
    }
    return fitted;
  }

  private Transformer last(
      StageChain chain, int fold, Estimator<?> estimator, AtomicBoolean inTask) {
    SharedFits.Fit fit =
        fits.fit(rows(chain, fold), estimator, () -> prefixes.rows(chain, fold).training());
    inTask.set(fit.inTask());
    return fit.model();
  }

  /**
   * Fits a chain on a part of the rows that a fold trains on.
   *
   * @param most about how many rows; with the fold, what tells which
   */
  public Fitted fitPart(StageChain chain, int fold, long most, Dataset<Row> part) {
    return new StepwiseFits(fits, events).part(chain, List.<Object>of(fold, most), part);
  }

  /** Fits a chain on all rows, as the estimator's own fit under the map does. */
  public Model<?> refit(StageChain chain, Dataset<?> all) {
    return new StepwiseFits(fits, events).refit(chain, all.toDF());
  }

  /** Fit of an estimator that is not a pipeline, by its own method. */
  private Fitted alone(StageChain chain, int fold) {
    Supplier<Dataset<?>> training = () -> table.training(table.all(), fold);
    SharedFits.Fit fit =
        StageIdentity.isMllib(chain.whole())
            ? fits.fit(rows(chain, fold), chain.whole(), training)
            : new SharedFits.Fit(
                (Model<?>) chain.estimator().fit(training.get(), chain.map()), false);
    return new Fitted(fit.model(), List.of(fit.model()), fit.inTask());
  }

  /** Scores a fitted chain's predictions for the validation rows of a fold. */
  public <T> T score(StageChain chain, int fold, Fitted fitted, Function<Dataset<Row>, T> score) {
    if (!chain.isPipeline()) {
      Dataset<Row> validation = table.validation(table.all(), fold);
      return score.apply(fitted.model().transform(validation, chain.map()));
    }
    return reading(
        chain,
        fold,
        () -> {
          Dataset<Row> validation = table.validation(table.all(), fold);
          return score.apply(
              events.transform(
                  fitted.model(), validation, () -> predictions(chain, fold, fitted, validation)));
        });
  }

  private Dataset<Row> predictions(
      StageChain chain, int fold, Fitted fitted, Dataset<Row> validation) {
    Transformer[] stages = ((PipelineModel) fitted.model()).stages();
    for (int i = 0; i < chain.shareable(); i++) {
      events.transformed(stages[i], validation);
    }
    Dataset<Row> predictions = prefixes.rows(chain, fold).validation();
    for (Transformer own : fitted.own()) {
      Transformer stage = own.copy(chain.map());
      Dataset<Row> before = predictions;
      predictions = events.transform(stage, before, () -> stage.transform(before));
    }
    return predictions;
  }

  /** Work that reads stored rows; of those that are lost none are kept for who comes next. */
  private <T> T reading(StageChain chain, int fold, Supplier<T> work) {
    try {
      return work.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (Fault.of(e) == Fault.INFRASTRUCTURE) {
        prefixes.dropLost(chain, fold);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    prefixes.close();
  }
}
