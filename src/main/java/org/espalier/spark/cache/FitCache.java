package org.espalier.spark.cache;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.espalier.cache.Usage;
import org.espalier.cache.WorkGraph;
import org.espalier.cache.WorkGraph.Need;
import org.espalier.cache.WorkGraph.Payer;
import org.espalier.cache.WorkGraph.Rule;
import org.espalier.cache.WorkNodes;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.local.TaskFit;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.TaskOutcome;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spark.rows.StepKey;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.study.Learners;

/**
 * Fits of learners: inside tasks where rows and params allow it, else by jobs. Of the cells that
 * are announced for the same rows, and differ in params alone that a fit does not read, such as
 * thresholds, the first fits by jobs for all.
 */
public final class FitCache {

  /** Fits that are trained both ways; more of the same learners hardly add to it. */
  private static final int VERIFIED = 3;

  /**
   * Fits with the same result.
   *
   * @param stage identity without the params that a fit does not read
   */
  private record Fit(Object rows, StepKey stage) {}

  private final WorkGraph graph;
  private final WorkNodes<Fit, Model<?>> models; // of the fits by jobs for several cells
  private final TaskFits tasks;
  private final CandidateTraining training;
  private final AtomicInteger toVerify = new AtomicInteger(VERIFIED);

  /**
   * @param tasks fits inside tasks
   * @param scoring results of those fits
   */
  public FitCache(WorkGraph graph, TaskFits tasks, TaskScoring scoring) {
    this.graph = graph;
    this.models = graph.nodes(Rule.unlimited(Payer.READERS_WHILE_RUNNING));
    this.tasks = tasks;
    this.training = new CandidateTraining(tasks, scoring);
  }

  private static Fit fit(Object rows, PipelineStage stage) {
    return new Fit(rows, StepKey.of(stage).without(unread(stage)));
  }

  /** Params that a fit does not read; none of a class without a descriptor. */
  private static Set<String> unread(PipelineStage stage) {
    Set<String> unread =
        new TreeSet<>(
            Learners.known()
                .ofFitted(stage.getClass())
                .map(learner -> learner.fits().unread())
                .orElse(Set.of()));
    unread.removeIf(name -> !stage.hasParam(name));
    return unread;
  }

  private boolean takes(FitRows rows, PipelineStage stage) {
    return rows.jobs().isEmpty() && tasks.rule().takes(stage);
  }

  /** Announces a cell that will fit a stage. */
  public void announce(FitRows rows, PipelineStage stage) {
    if (!unread(stage).isEmpty()) {
      models.announce(fit(rows.key(), stage));
    }
  }

  /** Rows that a cell's fit inside a task reads; none for a fit by jobs. */
  public List<Need<?>> needs(FitRows rows, PipelineStage stage) {
    return takes(rows, stage) ? List.of(tasks.need(rows.cells(), stage)) : List.of();
  }

  /**
   * Collects the rows of a stage's fit inside a task, unless they are ready; false if it has none.
   */
  public boolean prepares(FitRows rows, PipelineStage stage) {
    return takes(rows, stage) && tasks.prepares(rows.cells(), stage);
  }

  /**
   * Size of the table of a stage's fit inside a task, which is collected for it; empty if it has
   * none.
   *
   * @param learned share of training rows
   */
  public Optional<TableSize> shape(FitRows rows, PipelineStage stage, double learned) {
    return takes(rows, stage) ? tasks.shape(rows.cells(), stage, learned) : Optional.empty();
  }

  /**
   * Releases an announced cell; the shared fit is dropped with its last user.
   *
   * @param pays true if it pays its share of fits that yield its model and others
   * @return that share
   */
  public Usage release(FitRows rows, PipelineStage stage, boolean pays) {
    return unread(stage).isEmpty() ? Usage.NONE : models.release(fit(rows.key(), stage), pays);
  }

  /** Key of the rows of a fit inside a task, on which others may be trained beside it. */
  Optional<Object> key(FitRows rows, PipelineStage stage) {
    return takes(rows, stage) ? Optional.of(rows.key()) : Optional.empty();
  }

  /** Trains the candidates of a batch inside a task. */
  Map<Cell, CandidateTraining.Trained> train(
      FitRows rows, CellBatch batch, Function<Cell, ? extends PipelineStage> learner) {
    return training.train(rows, batch, learner);
  }

  /** Fit of a stage inside a task, or an ordinary one, which may be that of another cell. */
  public FittedChain fit(FitRows rows, Estimator<?> stage) {
    return fit(rows, stage, inTask(rows, stage));
  }

  /**
   * Fit of a stage that was trained inside a task, or an ordinary one.
   *
   * @param inTask outcome of its training
   */
  FittedChain fit(FitRows rows, Estimator<?> stage, TaskOutcome inTask) {
    if (inTask.fit().isPresent()) {
      FittedChain fit = ofTask(inTask.fit().get(), stage, inTask.reason());
      boolean verified =
          tasks.rule().kind() == TrainingPlan.Kind.VERIFY && toVerify.getAndDecrement() > 0;
      return verified ? fit.beside(byJobs(rows, stage)) : fit;
    }
    if (tasks.rule().kind() == TrainingPlan.Kind.TASKS) {
      throw new StatedFailure(
          ("training is tasks, and %s cannot be trained inside a task: %s; training = auto leaves"
                  + " such fits to jobs")
              .formatted(stage.getClass().getSimpleName(), inTask.reason()));
    }
    return FittedChain.byJobs(byJobs(rows, stage), inTask.reason());
  }

  /** An ordinary fit, which may be that of another cell. */
  private Model<?> byJobs(FitRows rows, Estimator<?> stage) {
    if (unread(stage).isEmpty()) { // other params are not read: a user's class may hold anything
      return fitted(stage, rows.training().get());
    }
    Fit key = fit(rows.key(), stage);
    Optional<Model<?>> made = models.made(key);
    if (made.isEmpty() && models.readers(key) < 2) {
      return fitted(stage, rows.training().get());
    }
    Model<?> model = made.isPresent() ? made.get() : shared(key, stage, rows.training().get());
    return ofUnread(model, stage);
  }

  private Model<?> shared(Fit key, Estimator<?> stage, Dataset<?> training) {
    PipelineStage any = stage.copy(ParamMap.empty());
    unread(stage).forEach(name -> any.clear(any.getParam(name)));
    return models.get(key, () -> fitted((Estimator<?>) any, training));
  }

  /** Model of a stage, from that of one which differs in unread params alone. */
  private static Model<?> ofUnread(Model<?> shared, PipelineStage stage) {
    Model<?> model = (Model<?>) shared.copy(ParamMap.empty());
    for (String name : unread(stage)) {
      if (model.hasParam(name) && !stage.isSet(stage.getParam(name))) {
        model.clear(model.getParam(name));
      }
    }
    stage.copyValues(model, ParamMap.empty());
    return withParent(model, stage);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a model and the estimator of the same kind
  private static Model<?> withParent(Model model, PipelineStage stage) {
    return model.setParent((Estimator) stage);
  }

  private static Model<?> fitted(Estimator<?> stage, Dataset<?> training) {
    return (Model<?>) stage.fit(training);
  }

  private static FittedChain ofTask(TaskFit<?> fit, Estimator<?> stage, String reason) {
    SharedWork.again(fit.attempts() - 1);
    Model<?> model = fit.hasModel() ? withParent(fit.model(stage), stage) : null;
    return FittedChain.inTask(model, fit, reason);
  }

  /**
   * Fit inside a task; none for an estimator that needs an ordinary fit, whose params are not read:
   * a user's class may hold anything.
   */
  private TaskOutcome inTask(FitRows rows, Estimator<?> stage) {
    if (takes(rows, stage)) {
      return training.fit(rows, stage);
    }
    return TaskOutcome.none(rows.jobs().isEmpty() ? tasks.rule().obstacle(stage) : rows.jobs());
  }

  /** The model of a stage that is kept and not shared, with MLlib's training summary. */
  public Model<?> refit(FitRows rows, Estimator<?> stage, Dataset<?> training) {
    return kept(rows, stage, fit -> fit.summarised(stage, training));
  }

  /** The same without the summary. */
  public Model<?> unsummarised(FitRows rows, Estimator<?> stage) {
    return kept(rows, stage, fit -> fit.model(stage));
  }

  private Model<?> kept(FitRows rows, Estimator<?> stage, Function<TaskFit<?>, Model<?>> model) {
    Optional<TaskFit<?>> inTask =
        TaskTrainers.isKept(stage) ? inTask(rows, stage).fit() : Optional.empty();
    return inTask
        .<Model<?>>map(fit -> withParent(model.apply(fit), stage))
        .orElseGet(() -> (Model<?>) stage.fit(rows.training().get()));
  }

  /** True if another cell makes a stage's fit. */
  public boolean isBeingMade(Object rows, PipelineStage stage) {
    return !unread(stage).isEmpty() && models.isBeingMade(fit(rows, stage));
  }

  boolean isEmpty() {
    return graph.decide(() -> models.isEmpty());
  }
}
