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
 * Fits of learners by jobs of Spark. Among the cells that are announced for the same rows, and
 * differ in params alone that a fit does not read, such as thresholds, the first fits for all.
 */
final class JobFits implements AutoCloseable {

  /**
   * Fits with the same result.
   *
   * @param stage identity without the params that a fit does not read
   */
  private record Fit(Object rows, StepKey stage) {}

  private final WorkCache<Fit, Model<?>> models;

  /**
   * @param changed called when a model was made for several cells, or could not be made
   */
  JobFits(Runnable changed) {
    this.models =
        new WorkCache<>(
            Room.UNLIMITED, FailureCause::isOwn, System::nanoTime, changed, forgotten -> {});
  }

  private static Fit fit(Object rows, PipelineStage learner) {
    return new Fit(rows, StepKey.of(learner).without(unread(learner)));
  }

  /** Params that a fit does not read; none for a class without a descriptor. */
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
   * True if other cells may have the same fit. Others' params are not read: they may be anything.
   */
  private static boolean isShared(PipelineStage learner) {
    return !unread(learner).isEmpty();
  }

  /**
   * Announces a fit.
   *
   * @param rows identifies the training rows, by equality
   */
  void announce(Object rows, PipelineStage learner) {
    if (isShared(learner)) {
      models.announce(List.of(fit(rows, learner)));
    }
  }

  /** Releases a fit that was announced; the model goes with the last one. */
  void release(Object rows, PipelineStage learner) {
    if (isShared(learner)) {
      models.release(List.of(fit(rows, learner)));
    }
  }

  /** True if another cell makes the same fit. */
  boolean isBeingMade(Object rows, PipelineStage learner) {
    return isShared(learner) && models.isBeingMade(fit(rows, learner));
  }

  /** Model of a learner, which may be made of that of another cell. */
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

  /** Model of a learner, of that of one which differs in unread params alone. */
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

  /** The model, as one that the learner has fitted. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a model and the estimator of the same kind
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
