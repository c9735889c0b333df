package org.espalier.spec;

import java.util.OptionalLong;

/**
 * Where candidates are trained.
 *
 * @param kind tasks where that is possible, or the jobs of ordinary fits
 * @param taskMemory bytes that the rows of one fit may take for its training inside a task, above
 *     0; empty for what the heap allows
 * @param recordedMemory bytes that a study which is resumed began with; empty for those that the
 *     plan and this heap allow
 */
public record TrainingPlan(
    TrainingMode kind, OptionalLong taskMemory, OptionalLong recordedMemory) {

  public enum TrainingMode {
    /**
     * Inside a task where learner, params and rows allow it; else on rows that stay distributed
     * where the learner allows it, by jobs otherwise.
     */
    AUTO,
    /** Inside a task; a fit for which that is not possible fails. */
    TASKS,
    /** On rows that stay distributed where learner and stages allow it, by jobs otherwise. */
    DISTRIBUTED,
    /** By the jobs of each learner's own fit. */
    JOBS,
    /**
     * Inside a task where that is possible, by jobs otherwise, with the first few fits trained both
     * ways and their scores compared.
     */
    VERIFY
  }

  /** Automatic, with the memory that the heap allows. */
  public static final TrainingPlan USUAL = new TrainingPlan(TrainingMode.AUTO);

  /** With the memory that the heap allows. */
  public TrainingPlan(TrainingMode kind) {
    this(kind, OptionalLong.empty(), OptionalLong.empty());
  }

  public TrainingPlan(TrainingMode kind, long taskMemory) {
    this(kind, OptionalLong.of(taskMemory), OptionalLong.empty());
  }

  /**
   * Plan with the memory that a study began with, so that a resumed study trains in the same
   * places.
   */
  public TrainingPlan resuming(long memory) {
    return new TrainingPlan(kind, taskMemory, OptionalLong.of(memory));
  }

  public TrainingPlan {
    if (taskMemory.orElse(1) <= 0) {
      throw new IllegalArgumentException(
          "taskMemory %d is not above 0.".formatted(taskMemory.getAsLong()));
    }
  }

  /** True if no size is given, so that nothing but the heap limits what fits make of the rows. */
  public boolean isAuto() {
    return taskMemory.isEmpty();
  }
}
