package org.espalier.spark.sharing.fit;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.PipelineStage;
import org.espalier.cache.Stored;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.sharing.stage.StepKey;
import org.espalier.spark.task.TaskOutcome;

/** Candidates of one task, by identity; compared by object. Guarded by the registry it is in. */
final class CandidateBatch {

  /**
   * Task of a batch, which is cancelled when nobody waits for it any more.
   *
   * @param limits of the time that each candidate waits for it; none where it is alone
   */
  record Run(DetachedWork<Map<StepKey, TaskOutcome>> work, Map<StepKey, Duration> limits)
      implements Stored {

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

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public boolean isWhole() {
      return true;
    }

    @Override
    public void free() {
      work.cancel();
    }
  }

  final Map<StepKey, PipelineStage> members = new LinkedHashMap<>();

  /** False if the task serves no announced cell. */
  final boolean announced;

  CandidateBatch(boolean announced) {
    this.announced = announced;
  }
}
