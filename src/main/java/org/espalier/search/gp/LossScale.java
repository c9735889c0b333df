package org.espalier.search.gp;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.numeric.Normal;

/**
 * Scale of losses on which a Gaussian process describes them: increasing, so that the best stays
 * the best, and standardised.
 *
 * <p>Losses are skewed: a bad configuration may be worse than a good one by a factor of a million,
 * and the order of bad ones hardly matters. Two steps:
 *
 * <ol>
 *   <li>Above the median, a loss is replaced by the normal quantile of its rank, in the spread of
 *       the losses below the median (the half-rank warping of Song et al. 2024, arXiv 2408.11527,
 *       section 3.1), and never by a greater value than it has.
 *   <li>The logarithm of the distance to the best, so that small differences among the good ones
 *       count.
 * </ol>
 */
final class LossScale {

  private LossScale() {}

  /**
   * Losses, in their order, on the scale.
   *
   * @param shift constant added to the distance before the logarithm, in distances of the median
   *     from the best; the greater, the weaker the second step
   */
  static double[] standardised(double[] losses, double shift) {
    double[] warped = halfRanked(scaled(losses));
    double[] sorted = sorted(warped);
    double half = median(sorted) - sorted[0];
    double whole = sorted[sorted.length - 1] - sorted[0];
    double distance = half > 0 ? half : whole > 0 ? whole : 1;
    return standard(
        Arrays.stream(warped).map(v -> Math.log((v - sorted[0]) / distance + shift)).toArray());
  }

  /** Mean slope of the scale between the best loss and the median one; 0 if these are equal. */
  static double slope(double[] losses, double[] values) {
    double[] sortedLosses = sorted(losses);
    double[] sortedValues = sorted(values);
    double rise = median(sortedValues) - sortedValues[0];
    double run = median(sortedLosses) - sortedLosses[0];
    return run > 0 ? rise / run : 0;
  }

  // Within [-1, 1] no square overflows, however large a finite loss is.
  private static double[] scaled(double[] losses) {
    double largest = Arrays.stream(losses).map(Math::abs).max().orElse(0);
    double unit = largest > 0 ? largest : 1;
    return Arrays.stream(losses).map(x -> x / unit).toArray();
  }

  private static double[] halfRanked(double[] losses) {
    double[] sorted = sorted(losses);
    double median = median(sorted);
    double spread =
        Math.sqrt(
            Arrays.stream(sorted)
                .filter(x -> x <= median)
                .map(x -> (x - median) * (x - median))
                .average()
                .orElse(0));
    return Arrays.stream(losses)
        .map(
            x ->
                x <= median || spread == 0
                    ? x
                    : Math.min(x, median + spread * deviations(sorted, x)))
        .toArray();
  }

  /** Normal quantile of a value's rank among the sorted ones, ties at their middle rank. */
  private static double deviations(double[] sorted, double value) {
    int below = (int) Arrays.stream(sorted).filter(x -> x < value).count();
    int equal = (int) Arrays.stream(sorted).filter(x -> x == value).count();
    return Normal.quantile((below + 0.5 * equal) / sorted.length);
  }

  private static double[] sorted(double[] values) {
    return Arrays.stream(values).sorted().toArray();
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] + 0.5 * (sorted[middle] - sorted[middle - 1]);
  }

  private static double[] standard(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    double deviation = variance > 0 ? Math.sqrt(variance) : 1;
    return IntStream.range(0, values.length)
        .mapToDouble(i -> (values[i] - mean) / deviation)
        .toArray();
  }
}
