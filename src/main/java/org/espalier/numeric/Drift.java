package org.espalier.numeric;

import java.util.List;

/** Distances between two distributions, each given as counts of the same bins. */
public final class Drift {

  /** Added to each count, so that an empty bin has a logarithm: Krichevsky and Trofimov, 1981. */
  private static final double ADDED = 0.5;

  private Drift() {}

  /**
   * Population stability index, at least 0: the sum over bins of {@code (q - p) ln(q / p)}, of the
   * shares p before and q now. Siddiqi, Credit Risk Scorecards, 2006: below 0.1 little has changed,
   * above 0.25 much.
   *
   * @throws IllegalArgumentException unless both have the same number of bins, at least one
   */
  public static double populationStability(List<Long> before, List<Long> now) {
    check(before, now);
    double sum = 0;
    for (int i = 0; i < before.size(); i++) {
      double p = share(before, i);
      double q = share(now, i);
      sum += (q - p) * Math.log(q / p);
    }
    return sum;
  }

  private static double share(List<Long> counts, int bin) {
    return (counts.get(bin) + ADDED) / (total(counts) + ADDED * counts.size());
  }

  /**
   * Kolmogorov-Smirnov distance, from 0 to 1: the largest difference of the two shares below the
   * end of a bin. At most that of the values themselves, as nothing is known within a bin.
   *
   * @param before counts of bins in ascending order of their values
   * @throws IllegalArgumentException unless both have the same number of bins, at least one
   */
  public static double kolmogorovSmirnov(List<Long> before, List<Long> now) {
    check(before, now);
    double largest = 0;
    long below = 0;
    long belowNow = 0;
    for (int i = 0; i < before.size(); i++) {
      below += before.get(i);
      belowNow += now.get(i);
      double difference =
          (double) below / Math.max(1, total(before)) - (double) belowNow / Math.max(1, total(now));
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }

  private static long total(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static void check(List<Long> before, List<Long> now) {
    if (before.isEmpty() || before.size() != now.size()) {
      throw new IllegalArgumentException(
          "%d bins before, %d now.".formatted(before.size(), now.size()));
    }
  }
}
