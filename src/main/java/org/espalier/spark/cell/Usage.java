package org.espalier.spark.cell;

/**
 * Use of the cluster by tasks. Sums are exact, as all numbers are whole.
 *
 * @param runMillis executor run time
 * @param peakMemoryBytes largest peak execution memory of one task
 */
public record Usage(long runMillis, long shuffleBytes, long spillBytes, long peakMemoryBytes) {

  public static final Usage NONE = new Usage(0, 0, 0, 0);

  private static final double MILLIS = 1000;

  /** Usage of both; the peak is the larger one. */
  public Usage plus(Usage other) {
    return new Usage(
        runMillis + other.runMillis,
        shuffleBytes + other.shuffleBytes,
        spillBytes + other.spillBytes,
        Math.max(peakMemoryBytes, other.peakMemoryBytes));
  }

  public double taskSeconds() {
    return runMillis / MILLIS;
  }
}
