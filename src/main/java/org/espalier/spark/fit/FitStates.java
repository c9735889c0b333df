package org.espalier.spark.fit;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.chain.StepKey;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.task.FitResult;

/**
 * Cache of results of fits inside tasks, on the driver, within a share of the heap. Fits of more
 * iterations on the same rows continue from them. The cache keeps the most recently used results,
 * and two for each estimator: it continues from the last one, while estimators with other params
 * may still continue from the one before. If an earlier result is gone, a fit begins anew, with the
 * same outcome.
 */
final class FitStates {

  /** Divisor of the heap for the size of the cache. */
  private static final long SHARE = 16;

  /**
   * Number of results kept for each estimator; the one with the fewest iterations is dropped first.
   */
  private static final int KEPT = 2;

  private record StateKey(Object rows, StepKey stage) {}

  private record State(FitResult.Trained fit, long bytes) {}

  private final long most;
  private final Function<PipelineStage, TaskTrainer<?>> trainers;

  /** Results, least recently used first; those of an estimator by number of iterations. */
  private final Map<StateKey, NavigableMap<Integer, State>> kept =
      new LinkedHashMap<>(16, 0.75f, true);

  private long bytes; // guarded by this, like kept

  FitStates() {
    this(Runtime.getRuntime().maxMemory() / SHARE, TaskTrainers::trainer);
  }

  /**
   * Creates a cache of a given size.
   *
   * @param most maximum bytes of all results
   * @param trainers trainer of a stage
   */
  FitStates(long most, Function<PipelineStage, TaskTrainer<?>> trainers) {
    this.most = most;
    this.trainers = trainers;
  }

  private static Optional<StateKey> key(Object rows, PipelineStage stage) {
    return TaskTrainers.continues(stage)
        ? IterationParam.of(stage)
            .map(
                param ->
                    new StateKey(
                        rows,
                        StepKey.of(stage)
                            .without(Set.of(param.param().name(), IterationParam.PATIENCE))))
        : Optional.empty();
  }

  private static int iterations(PipelineStage stage) {
    return IterationParam.of(stage)
        .map(param -> param.inFull(ParamMap.empty()))
        .orElseThrow()
        .orElseThrow();
  }

  /**
   * Returns a stage that continues from the earlier fit, if the cache has one, or else the stage
   * itself. A stage that ends early does not continue, as the end depends on its iterations from
   * the first one on.
   */
  synchronized PipelineStage continued(Object rows, PipelineStage stage) {
    return earlier(rows, stage)
        .<PipelineStage>map(fit -> fit.continued(trainers.apply(stage), stage))
        .orElse(stage);
  }

  /**
   * Returns the longest cached fit that a stage can continue: one with the same params, or one from
   * before its params changed.
   */
  private Optional<FitResult.Trained> earlier(Object rows, PipelineStage stage) {
    int patience = TaskTrainers.patience(stage);
    Optional<StateKey> key =
        key(rows, stage).filter(known -> patience == 0 || patience >= iterations(stage));
    return key.map(kept::get)
        .map(states -> states.floorEntry(iterations(stage)))
        .map(state -> state.getValue().fit())
        .or(
            () ->
                key.flatMap(known -> trainers.apply(stage).before(stage))
                    .flatMap(before -> earlier(rows, before)));
  }

  /** Keeps a fit, and the previous one of fewer iterations. */
  synchronized void keep(Object rows, PipelineStage stage, FitResult.Trained fit) {
    Optional<StateKey> key = key(rows, stage).filter(none -> fit.hasModel());
    if (key.isEmpty()) {
      return;
    }
    int trained =
        fit.curve().isEmpty()
            ? iterations(stage)
            : Math.toIntExact(fit.curve().get(fit.curve().size() - 1).step());
    State state = new State(fit, fit.bytes(trainers.apply(stage)));
    NavigableMap<Integer, State> states = kept.computeIfAbsent(key.get(), none -> new TreeMap<>());
    State replaced = states.put(trained, state);
    bytes += state.bytes() - (replaced == null ? 0 : replaced.bytes());
    while (states.size() > KEPT) {
      bytes -= states.pollFirstEntry().getValue().bytes();
    }
    Iterator<NavigableMap<Integer, State>> oldest = kept.values().iterator();
    while (bytes > most && oldest.hasNext()) {
      NavigableMap<Integer, State> dropped = oldest.next();
      while (bytes > most && !dropped.isEmpty()) {
        bytes -= dropped.pollFirstEntry().getValue().bytes();
      }
      if (dropped.isEmpty()) {
        oldest.remove();
      }
    }
  }
}
