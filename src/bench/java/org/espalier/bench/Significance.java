package org.espalier.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.TTest;

/** Means with their errors, and whether a difference of means may be chance. */
final class Significance {

  private Significance() {}

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Sample standard deviation; 0 of a single value. */
  static double deviation(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
  }

  /** Standard error of the mean. */
  static double error(double[] values) {
    return deviation(values) / Math.sqrt(values.length);
  }

  /** True if figures, smaller is better, are at most a standard error behind others by seed. */
  static boolean notWorse(double[] ours, double[] other) {
    double[] differences =
        IntStream.range(0, ours.length).mapToDouble(i -> ours[i] - other[i]).toArray();
    return mean(differences) <= error(differences);
  }

  /**
   * Probability of a difference at least as large to this side if the means were equal (Welch).
   *
   * @return small where the first are larger
   */
  static double larger(double[] first, double[] second) {
    double difference = mean(first) - mean(second);
    if (deviation(first) == 0 && deviation(second) == 0) {
      return difference > 0 ? 0 : 1;
    }
    double twoSided = new TTest().tTest(first, second);
    return difference > 0 ? twoSided / 2 : 1 - twoSided / 2;
  }

  /** Probabilities adjusted for their number (Holm, Scand. J. Statist. 6 (1979)). */
  static List<Double> holm(List<Double> probabilities) {
    int n = probabilities.size();
    List<Integer> order =
        IntStream.range(0, n).boxed().sorted(Comparator.comparing(probabilities::get)).toList();
    List<Double> adjusted = new ArrayList<>(probabilities);
    double least = 0;
    for (int i = 0; i < n; i++) {
      least = Math.max(least, Math.min(1, (n - i) * probabilities.get(order.get(i))));
      adjusted.set(order.get(i), least);
    }
    return adjusted;
  }
}
