package org.espalier.study;

/**
 * Measured cost of a cell. Only reports and time budgets read it; no sampler or scheduler does.
 *
 * @param fitSeconds wall time of the fit, feature stages included
 * @param scoreSeconds wall time of transforming and scoring the validation rows
 * @param taskSeconds executor run time of all tasks of its jobs, and its share of that of work done
 *     once for several cells
 * @param peakMemoryBytes largest peak execution memory of one of its tasks
 * @param startedAt milliseconds since the epoch; 0 if it never started
 */
public record Cost(
    int attempts,
    double fitSeconds,
    double scoreSeconds,
    double taskSeconds,
    long shuffleBytes,
    long spillBytes,
    long peakMemoryBytes,
    long startedAt,
    long endedAt) {

  /** Cost of a cell that never ran. */
  public static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final double SECONDS_PER_HOUR = 3600;

  /** Price of task time, in the currency of the price per core-hour. */
  public static double money(double taskSeconds, double pricePerCoreHour) {
    return taskSeconds / SECONDS_PER_HOUR * pricePerCoreHour;
  }

  public double wallSeconds() {
    return fitSeconds + scoreSeconds;
  }
}
