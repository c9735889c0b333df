package org.espalier.spark.fit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.chain.StepKey;
import org.espalier.spec.learners.Learners;

/**
 * Fits of learners by Spark jobs. Cells that are announced for the same rows, and differ only in
 * params that a fit does not read, such as thresholds, share the fit of the first one.
 */
final class JobFits implements AutoCloseable {

  /**
   * Key of fits with the same result.
   *
   * @param rows identity of the training rows, by equality
   * @param stage identity of the stage without the params that a fit does not read
   */
  private record Fit(Object rows, StepKey stage) {}

  private final WorkCache<Fit, Model<?>> models;

  /**
   * Creates an empty cache of fits.
   *
   * @param changed called when a model was fitted for several cells, or its fit failed
   */
  JobFits(Runnable changed) {
    this.models =
        new WorkCache<>(
            Room.UNLIMITED, FailureCause::isOwn, System::nanoTime, changed, forgotten -> {});
  }

  private static Fit fit(Object rows, PipelineStage learner) {
    return new Fit(rows, StepKey.of(learner).without(unread(learner)));
  }

  /** Returns the params that a fit does not read; empty for a class without a descriptor. */
  private static Set<String> unread(PipelineStage learner) {
    Set<String> unread =
        new TreeSet<>(
            Learners.known()
                .ofFitted(learner.getClass())
                .map(descriptor -> descriptor.fits().unread())
                .orElse(Set.of()));
    unread.removeIf(name -> !learner.hasParam(name));
    return unread;
  }

  /**
   * Returns true if other cells may share the fit. Fits of learners without unread params are never
   * compared, as the values of their params may be of any class.
   */
  private static boolean isShared(PipelineStage learner) {
    return !unread(learner).isEmpty();
  }

  /**
   * Announces a fit.
   *
   * @param rows identity of the training rows, by equality
   */
  void announce(Object rows, PipelineStage learner) {
    if (isShared(learner)) {
      models.announce(List.of(fit(rows, learner)));
    }
  }

  /** Releases an announced fit; the model is dropped with the last one. */
  void release(Object rows, PipelineStage learner) {
    if (isShared(learner)) {
      models.release(List.of(fit(rows, learner)));
    }
  }

  /** Returns true if another cell is running the same fit. */
  boolean isBeingMade(Object rows, PipelineStage learner) {
    return isShared(learner) && models.isBeingMade(fit(rows, learner));
  }

  /** Fits a learner, or derives its model from the shared fit of another cell. */
  Model<?> fit(Object rows, Estimator<?> learner, Supplier<Dataset<?>> training) {
    if (!isShared(learner)) {
      return fitted(learner, training);
    }
    Fit key = fit(rows, learner);
    if (models.made(key).isEmpty() && models.readers(key) < 2) {
      return fitted(learner, training);
    }
    PipelineStage any = learner.copy(ParamMap.empty());
    unread(learner).forEach(name -> any.clear(any.getParam(name)));
    return copyFor(models.get(key, () -> fitted((Estimator<?>) any, training)), learner);
  }

  private static Model<?> fitted(Estimator<?> learner, Supplier<Dataset<?>> training) {
    return (Model<?>) learner.fit(training.get());
  }

  /**
   * Returns the model of a learner, derived from the model of one that differs only in unread
   * params.
   */
  private static Model<?> copyFor(Model<?> shared, Estimator<?> learner) {
    Model<?> model = (Model<?>) shared.copy(ParamMap.empty());
    for (String name : unread(learner)) {
      if (model.hasParam(name) && !learner.isSet(learner.getParam(name))) {
        model.clear(model.getParam(name));
      }
    }
    learner.copyValues(model, ParamMap.empty());
    return withParent(model, learner);
  }

  /** Sets a learner as the parent of a model, as its own fit does. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // model and estimator are of the same kind
  static Model<?> withParent(Model model, Estimator learner) {
    return model.setParent(learner);
  }

  boolean isEmpty() {
    return models.isEmpty();
  }

  @Override
  public void close() {
    models.close();
  }
}
