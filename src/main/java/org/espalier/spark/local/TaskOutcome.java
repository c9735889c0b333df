package org.espalier.spark.local;

import java.util.Optional;

/**
 * Outcome of a fit that was to be done inside a task.
 *
 * @param fit empty if it is left to an ordinary fit
 * @param reason for either, in a few words
 */
public record TaskOutcome(Optional<TaskFit<?>> fit, String reason) {

  /** A fit that was done. */
  public static TaskOutcome of(TaskFit<?> fit) {
    return new TaskOutcome(Optional.of(fit), "its rows and its planned work fit into a task");
  }

  /** A fit that is left to an ordinary one. */
  public static TaskOutcome none(String reason) {
    return new TaskOutcome(Optional.empty(), reason);
  }
}
