package org.espalier.spark.cell;

import java.util.Optional;
import org.apache.spark.SparkConf;

/** Spark's reaper of tasks, which ends the executor of a task that does not heed its end. */
public final class TaskReaper {

  private static final String ENABLED = "spark.task.reaper.enabled";

  private TaskReaper() {}

  /**
   * Line on the effect of its absence; empty if it is on.
   *
   * @param local true if tasks run in the driver, which it does not end
   */
  public static Optional<String> absence(SparkConf conf, boolean local) {
    return local || conf.getBoolean(ENABLED, false)
        ? Optional.empty()
        : Optional.of(
            "%s is false, so that a task that ignores interrupts keeps its slot; set it to true, which ends the executor"
                .formatted(ENABLED));
  }
}
