package org.espalier.spark.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.espalier.cache.Usage;
import org.espalier.cache.WorkGraph;
import org.espalier.cache.WorkGraph.Need;
import org.espalier.cache.WorkGraph.Payer;
import org.espalier.cache.WorkGraph.Rule;
import org.espalier.cache.WorkNodes;
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

/**
 * Fits that yield the models of other cells (see {@link ModelReuse}): of the cells announced for
 * the same rows, the first one fits for all, and the others' models are cut out of its model.
 */
public final class FitCache {

  /** Fits that are trained both ways; more of the same learners hardly add to it. */
  private static final int VERIFIED = 3;

  /** Family of fits on the same rows, of which one can contain the others. */
  private record Family(Object rows, StepKey identity) {}

  private static final class Members {
    private final Map<StepKey, Announced> announced = new LinkedHashMap<>();
    private final List<PipelineStage> fitted = new ArrayList<>();
  }

  private record Announced(PipelineStage stage, int cells) {}

  private record Large(Family family, StepKey stage) {}

  private final WorkGraph graph;
  private final Map<Family, Members> families = new LinkedHashMap<>(); // guarded by the graph
  private final WorkNodes<Large, Model<?>> models;
  private final WorkNodes<Family, Model<?>> costs; // of the models of a family
  private final TaskFits tasks;
  private final CandidateBatches batches;
  private final AtomicInteger toVerify = new AtomicInteger(VERIFIED);

  /**
   * @param tasks fits inside tasks
   * @param scoring results of those fits
   */
  public FitCache(WorkGraph graph, TaskFits tasks, TaskScoring scoring) {
    this.graph = graph;
    this.models = graph.nodes(Rule.unlimited(Payer.MAKER));
    this.costs = graph.nodes(Rule.unlimited(Payer.READERS_WHILE_RUNNING));
    this.tasks = tasks;
    this.batches = new CandidateBatches(graph, tasks, scoring);
  }

  private static Family family(Object rows, PipelineStage stage) {
    return new Family(rows, StepKey.of(stage).without(ModelReuse.of(stage).answered()));
  }

  private static boolean isAlone(PipelineStage stage) {
    return ModelReuse.of(stage).answered().isEmpty();
  }

  private boolean takes(FitRows rows, PipelineStage stage) {
    return rows.jobs().isEmpty() && tasks.rule().takes(stage);
  }

  /** Announces a cell that will fit a stage. */
  public void announce(FitRows rows, PipelineStage stage) {
    if (takes(rows, stage)) {
      batches.announce(rows, stage, StepKey.of(stage));
    }
    if (isAlone(stage)) {
      return;
    }
    Family family = family(rows.key(), stage);
    StepKey own = StepKey.of(stage);
    graph.decide(
        () -> {
          costs.announce(family);
          families
              .computeIfAbsent(family, f -> new Members())
              .announced
              .merge(
                  own,
                  new Announced(stage, 1),
                  (known, more) -> new Announced(known.stage(), known.cells() + 1));
        });
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
    Usage share = takes(rows, stage) ? batches.release(rows, StepKey.of(stage), pays) : Usage.NONE;
    if (isAlone(stage)) {
      return share;
    }
    Family family = family(rows.key(), stage);
    StepKey own = StepKey.of(stage);
    return share.plus(
        graph.decide(
            () -> {
              release(family, own);
              return costs.release(family, pays);
            }));
  }

  private void release(Family family, StepKey own) {
    Members members = families.get(family);
    if (members == null) {
      return;
    }
    members.announced.computeIfPresent(
        own,
        (key, known) ->
            known.cells() == 1 ? null : new Announced(known.stage(), known.cells() - 1));
    if (members.announced.isEmpty()) {
      families.remove(family);
      members.fitted.forEach(large -> models.forget(new Large(family, StepKey.of(large))));
    }
  }

  /** Fit of a stage inside a task, or an ordinary one, which may be that of a larger stage. */
  public FittedChain fit(FitRows rows, Estimator<?> stage) {
    TaskOutcome inTask = inTask(rows, stage);
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

  /** An ordinary fit, which may be that of a larger stage. */
  private Model<?> byJobs(FitRows rows, Estimator<?> stage) {
    Optional<PipelineStage> large = isAlone(stage) ? Optional.empty() : large(rows.key(), stage);
    if (large.isEmpty()) {
      return fitted(stage, rows.training().get());
    }
    Large key = new Large(family(rows.key(), stage), StepKey.of(large.get()));
    Estimator<?> over = (Estimator<?>) large.get();
    Model<?> model =
        models.get(
            key,
            () -> {
              Dataset<?> training = rows.training().get();
              return costs.paid(key.family(), () -> fitted(over, training));
            });
    return ModelReuse.of(stage).derive(model, stage);
  }

  private static Model<?> fitted(Estimator<?> stage, Dataset<?> training) {
    return (Model<?>) stage.fit(training);
  }

  private static FittedChain ofTask(TaskFit<?> fit, Estimator<?> stage, String reason) {
    SharedWork.again(fit.attempts() - 1);
    Model<?> model = fit.hasModel() ? ModelReuse.withParent(fit.model(stage), stage) : null;
    return FittedChain.inTask(model, fit, reason);
  }

  /**
   * Fit inside a task; none for an estimator that needs an ordinary fit, whose params are not read:
   * a user's class may hold anything.
   */
  private TaskOutcome inTask(FitRows rows, Estimator<?> stage) {
    if (takes(rows, stage)) {
      return batches.fit(rows, stage, StepKey.of(stage));
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
        .<Model<?>>map(fit -> ModelReuse.withParent(model.apply(fit), stage))
        .orElseGet(() -> (Model<?>) stage.fit(rows.training().get()));
  }

  /** Stage whose fit yields the models of its family; empty if there is no other member. */
  private Optional<PipelineStage> large(Object rows, PipelineStage stage) {
    ModelReuse containment = ModelReuse.of(stage);
    Family family = family(rows, stage);
    while (true) {
      List<PipelineStage> fitted = fitted(family);
      Optional<PipelineStage> known =
          fitted.stream().filter(f -> containment.contains(f, stage)).findFirst();
      List<PipelineStage> all = new ArrayList<>(List.of(stage));
      all.addAll(announced(family));
      if (known.isPresent() || all.size() < 3) { // itself, as it was announced, and no other
        return known;
      }
      PipelineStage over = containment.over(all);
      if (graph.decide(() -> isAdded(family, fitted.size(), over))) {
        return Optional.of(over);
      }
    }
  }

  /** Adds a large stage to those of a family, unless another thread has added one meanwhile. */
  private boolean isAdded(Family family, int known, PipelineStage over) {
    Members members = families.get(family);
    return members != null && members.fitted.size() == known && members.fitted.add(over);
  }

  private List<PipelineStage> fitted(Family family) {
    return stages(family, members -> members.fitted.stream());
  }

  private List<PipelineStage> announced(Family family) {
    return stages(family, members -> members.announced.values().stream().map(Announced::stage));
  }

  private List<PipelineStage> stages(
      Family family, Function<Members, Stream<PipelineStage>> which) {
    return graph.decide(() -> which.apply(families.getOrDefault(family, new Members())).toList());
  }

  /** True if another cell is fitting a model that contains this stage's. */
  public boolean isBeingMade(Object rows, PipelineStage stage) {
    if (tasks.rule().takes(stage) && batches.isBeingMade(rows, StepKey.of(stage))) {
      return true;
    }
    if (isAlone(stage)) {
      return false;
    }
    Family family = family(rows, stage);
    ModelReuse containment = ModelReuse.of(stage);
    return fitted(family).stream()
        .filter(f -> containment.contains(f, stage))
        .anyMatch(f -> models.isBeingMade(new Large(family, StepKey.of(f))));
  }

  boolean isEmpty() {
    return graph.decide(() -> families.isEmpty() && models.isEmpty() && batches.isEmpty());
  }
}
