package org.espalier.spark.sharing.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.rows.OnceEach;
import org.espalier.spark.sharing.stage.StepKey;
import org.espalier.spark.task.TaskFit;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskOutcome;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spark.task.TaskTrainers;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spec.TrainingPlan;

/**
 * Fits that yield the models of other cells (see {@link Containment}): of the cells announced for
 * the same rows, the first one fits for all, and the others' models are cut out of its model.
 */
public final class SharedFits {

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

  private final Map<Family, Members> families = new LinkedHashMap<>(); // guarded by itself
  private final OnceEach<Large, Model<?>> models;
  private final SharedCosts<Family> costs = new SharedCosts<>();
  private final TaskFits tasks;
  private final TaskGroups groups;
  private final AtomicInteger toVerify = new AtomicInteger(VERIFIED);

  /**
   * @param tasks fits inside tasks
   * @param scoring results of those fits
   * @param changed called whenever a fit that others wait for has ended
   */
  public SharedFits(TaskFits tasks, TaskScoring scoring, Runnable changed) {
    this.models = new OnceEach<>(changed);
    this.tasks = tasks;
    this.groups = new TaskGroups(tasks, scoring, changed);
  }

  private static Family family(Object rows, PipelineStage stage) {
    return new Family(rows, StepKey.of(stage).without(Containment.of(stage).answered()));
  }

  private static boolean isAlone(PipelineStage stage) {
    return Containment.of(stage).answered().isEmpty();
  }

  private boolean takes(FitRows rows, PipelineStage stage) {
    return rows.jobs().isEmpty() && tasks.rule().takes(stage);
  }

  /** Announces a cell that will fit a stage. */
  public void announce(FitRows rows, PipelineStage stage) {
    if (takes(rows, stage)) {
      groups.announce(rows, stage, StepKey.of(stage));
    }
    if (isAlone(stage)) {
      return;
    }
    Family family = family(rows.key(), stage);
    costs.announce(family, 1);
    synchronized (families) {
      families
          .computeIfAbsent(family, f -> new Members())
          .announced
          .merge(
              StepKey.of(stage),
              new Announced(stage, 1),
              (known, more) -> new Announced(known.stage(), known.cells() + 1));
    }
  }

  /**
   * Collects the rows of a stage's fit inside a task, unless they are ready; false if it has none.
   */
  public boolean prepares(FitRows rows, PipelineStage stage) {
    return takes(rows, stage) && tasks.prepares(rows.cells(), stage);
  }

  /** Announces a reader of the rows of a stage's fit, which fits nothing. */
  public void announceRows(FitRows rows, PipelineStage stage) {
    if (takes(rows, stage)) {
      tasks.announce(rows.cells());
    }
  }

  /** Releases such a reader. */
  public void releaseRows(FitRows rows, PipelineStage stage) {
    if (takes(rows, stage)) {
      tasks.release(rows.cells(), false);
    }
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
    Usage share = takes(rows, stage) ? groups.release(rows, StepKey.of(stage), pays) : Usage.NONE;
    if (isAlone(stage)) {
      return share;
    }
    Family family = family(rows.key(), stage);
    release(family, stage);
    return share.plus(costs.release(family, pays));
  }

  private void release(Family family, PipelineStage stage) {
    synchronized (families) {
      Members members = families.get(family);
      if (members == null) {
        return;
      }
      members.announced.computeIfPresent(
          StepKey.of(stage),
          (own, known) ->
              known.cells() == 1 ? null : new Announced(known.stage(), known.cells() - 1));
      if (members.announced.isEmpty()) {
        families.remove(family);
        members.fitted.forEach(large -> models.forget(new Large(family, StepKey.of(large))));
      }
    }
  }

  /**
   * The fit of a stage: inside a task or by an ordinary fit, which may be that of a larger stage.
   */
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
              return costs.runWithin(key.family(), () -> fitted(over, training));
            });
    return Containment.of(stage).derive(model, stage);
  }

  private static Model<?> fitted(Estimator<?> stage, Dataset<?> training) {
    return (Model<?>) stage.fit(training);
  }

  private static FittedChain ofTask(TaskFit<?> fit, Estimator<?> stage, String reason) {
    SharedWork.again(fit.attempts() - 1);
    Model<?> model = fit.hasModel() ? Containment.withParent(fit.model(stage), stage) : null;
    return FittedChain.inTask(model, fit, reason);
  }

  /**
   * Fit inside a task; none for an estimator that needs an ordinary fit, whose params are not read:
   * a user's class may hold anything.
   */
  private TaskOutcome inTask(FitRows rows, Estimator<?> stage) {
    if (takes(rows, stage)) {
      return groups.fit(rows, stage, StepKey.of(stage));
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
        .<Model<?>>map(fit -> Containment.withParent(model.apply(fit), stage))
        .orElseGet(() -> (Model<?>) stage.fit(rows.training().get()));
  }

  /**
   * Stage whose fit yields the models of this one and of its family; empty if there is no other
   * member.
   */
  private Optional<PipelineStage> large(Object rows, PipelineStage stage) {
    Containment containment = Containment.of(stage);
    synchronized (families) {
      Members members = families.get(family(rows, stage));
      if (members == null) {
        return Optional.empty();
      }
      Optional<PipelineStage> known =
          members.fitted.stream().filter(f -> containment.contains(f, stage)).findFirst();
      if (known.isPresent() || members.announced.size() < 2) {
        return known;
      }
      List<PipelineStage> all = new ArrayList<>(List.of(stage));
      members.announced.values().forEach(other -> all.add(other.stage()));
      PipelineStage over = containment.over(all);
      members.fitted.add(over);
      return Optional.of(over);
    }
  }

  /** True if another cell is fitting a model that contains this stage's. */
  public boolean isBeingMade(Object rows, PipelineStage stage) {
    if (tasks.rule().takes(stage) && groups.isBeingMade(rows, StepKey.of(stage))) {
      return true;
    }
    if (isAlone(stage)) {
      return false;
    }
    Family family = family(rows, stage);
    Containment containment = Containment.of(stage);
    synchronized (families) {
      Members members = families.get(family);
      return members != null
          && members.fitted.stream()
              .filter(f -> containment.contains(f, stage))
              .anyMatch(f -> models.isBeingMade(new Large(family, StepKey.of(f))));
    }
  }

  boolean isEmpty() {
    synchronized (families) {
      return families.isEmpty() && models.isEmpty() && groups.isEmpty();
    }
  }
}
