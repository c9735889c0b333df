package org.espalier.spark.sharing.fit;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.sharing.stage.StepKey;
import org.espalier.spark.task.TaskOutcome;
import org.jspecify.annotations.Nullable;

/** Candidates of one task, by identity; compared by object. Guarded by the ledger it is in. */
final class TaskGroup {

  /**
   * Task of a group.
   *
   * @param limits of the time that each candidate waits for it; none where it is alone
   */
  record Run(DetachedWork<Map<StepKey, TaskOutcome>> work, Map<StepKey, Duration> limits) {

    Run {
      limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
    }

    /**
     * The results by candidate, for one of them.
     *
     * @throws TimeoutException if they take longer than its limit
     */
    Map<StepKey, TaskOutcome> await(StepKey candidate) throws TimeoutException {
      Duration limit = limits.get(candidate);
      return limit == null ? work.await() : work.await(limit);
    }
  }

  final Map<StepKey, PipelineStage> members = new LinkedHashMap<>();

  /** False if the task serves no announced cell. */
  final boolean announced;

  int left = 0; // members whose cells have not all ended
  @Nullable Run run; // once it was begun

  TaskGroup(boolean announced) {
    this.announced = announced;
  }

  boolean isRunning() {
    return run != null && !run.work().isDone();
  }
}
