package org.espalier.study;

/**
 * What a cell cost, as measured; nothing but a report and a budget of time ever reads it.
 *
 * @param fitSeconds wall time of the fit, feature stages included
 * @param scoreSeconds wall time of transforming and scoring the validation rows
 * @param taskSeconds executor run time of all tasks of its jobs
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

  /** The cost of what was never run. */
  public static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final double SECONDS_PER_HOUR = 3600;

  /** What task time costs, in the currency of the price. */
  public static double money(double taskSeconds, double pricePerCoreHour) {
    return taskSeconds / SECONDS_PER_HOUR * pricePerCoreHour;
  }

  public double wallSeconds() {
    return fitSeconds + scoreSeconds;
  }
}
