package org.espalier.spark.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.spark.local.FitResult;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.rows.IterationParam;
import org.espalier.spark.rows.StepKey;

/**
 * Results of fits inside tasks on the driver, from which fits of more iterations on the same rows
 * go on: those that were used last, within a share of the heap. A fit whose earlier one is gone
 * begins anew, with the same result.
 */
final class FitStates {

  /** Share of the heap, as a divisor. */
  private static final long SHARE = 16;

  private record Key(Object rows, StepKey stage) {}

  private record State(FitResult.Trained fit, int iterations, long bytes) {}

  private final long most;
  private final Function<PipelineStage, TaskTrainer<?>> trainers;
  private final Map<Key, State> kept = new LinkedHashMap<>(16, 0.75f, true); // by last use
  private long bytes; // guarded by this, as they are

  FitStates() {
    this(Runtime.getRuntime().maxMemory() / SHARE, TaskTrainers::trainer);
  }

  /**
   * @param most bytes of all results
   * @param trainers by stage
   */
  FitStates(long most, Function<PipelineStage, TaskTrainer<?>> trainers) {
    this.most = most;
    this.trainers = trainers;
  }

  private static Optional<Key> key(Object rows, PipelineStage stage) {
    return TaskTrainers.continues(stage)
        ? IterationParam.of(stage)
            .map(
                param ->
                    new Key(
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
   * A stage that goes on from the earlier fit, if that is kept; not one that ends early, as that
   * depends on its iterations from the first one on.
   */
  synchronized PipelineStage continued(Object rows, PipelineStage stage) {
    int patience = TaskTrainers.patience(stage);
    return key(rows, stage)
        .filter(known -> patience == 0 || patience >= iterations(stage))
        .map(kept::get)
        .filter(state -> state.iterations() <= iterations(stage))
        .<PipelineStage>map(state -> state.fit().continued(trainers.apply(stage), stage))
        .orElse(stage);
  }

  /** Keeps a fit in the place of one of fewer iterations. */
  synchronized void keep(Object rows, PipelineStage stage, FitResult.Trained fit) {
    Optional<Key> key = key(rows, stage).filter(none -> fit.hasModel());
    if (key.isEmpty()) {
      return;
    }
    int trained =
        fit.curve().isEmpty()
            ? iterations(stage)
            : Math.toIntExact(fit.curve().get(fit.curve().size() - 1).step());
    State state = new State(fit, trained, fit.bytes(trainers.apply(stage)));
    State earlier = kept.put(key.get(), state);
    bytes += state.bytes() - (earlier == null ? 0 : earlier.bytes());
    Iterator<State> oldest = kept.values().iterator();
    while (bytes > most && oldest.hasNext()) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
