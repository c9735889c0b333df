package org.espalier.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Concordance index of right-censored times: of all comparable pairs of rows (it is known whose
 * time is longer), the share that predictions order correctly; ties in the predictions count half.
 * A pair weighs the product of its rows' weights. O(n log n) in the number of rows.
 *
 * <p>A pair is comparable if the shorter time ended with the event; a pair of equal times if
 * exactly one of them did. Harrell et al., JAMA 247 (1982).
 */
public final class Concordance {

  private final double[] weights;

  /** The place of each row's prediction among the different ones, from 1. */
  private final int[] places;

  /** A Fenwick tree: sums of the weights of rows seen, by place. */
  private final double[] tree;

  private double seen = 0;
  private double concordant = 0;
  private double known = 0;

  private Concordance(double[] predictions, double[] weights) {
    this.weights = weights;
    double[] different = Arrays.stream(predictions).sorted().distinct().toArray();
    this.places =
        Arrays.stream(predictions).mapToInt(p -> 1 + Arrays.binarySearch(different, p)).toArray();
    this.tree = new double[different.length + 1];
  }

  /**
   * Concordance index, in [0, 1]; NaN if no pair is comparable, or a prediction is NaN.
   *
   * @param times by row
   * @param ended true where the time ended with the event, false where it is censored
   * @param predictions by row; a larger one means a longer time
   * @param weights by row; at least 0
   */
  public static double index(
      double[] times, boolean[] ended, double[] predictions, double[] weights) {
    if (ended.length != times.length
        || predictions.length != times.length
        || weights.length != times.length) {
      throw new IllegalArgumentException(
          "%d times, %d ends, %d predictions, %d weights."
              .formatted(times.length, ended.length, predictions.length, weights.length));
    }
    if (Arrays.stream(predictions).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    return new Concordance(predictions, weights).over(times, ended);
  }

  /** In descending order of times, so that the rows seen so far lived longer than the next one. */
  private double over(double[] times, boolean[] ended) {
    int[] order =
        IntStream.range(0, times.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer row) -> -times[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    int start = 0;
    while (start < order.length) {
      int end = start;
      while (end < order.length && times[order[end]] == times[order[start]]) {
        end++;
      }
      int[] tied = Arrays.copyOfRange(order, start, end);
      Arrays.stream(tied).filter(row -> !ended[row]).forEach(this::see);
      Arrays.stream(tied).filter(row -> ended[row]).forEach(this::compare);
      Arrays.stream(tied).filter(row -> ended[row]).forEach(this::see);
      start = end;
    }
    return known == 0 ? Double.NaN : concordant / known;
  }

  private void see(int row) {
    seen += weights[row];
    for (int i = places[row]; i < tree.length; i += i & -i) {
      tree[i] += weights[row];
    }
  }

  private void compare(int row) {
    double upTo = sum(places[row]);
    double equal = upTo - sum(places[row] - 1);
    concordant += weights[row] * (seen - upTo + equal / 2);
    known += weights[row] * seen;
  }

  /** Weights of rows seen whose prediction is at most the one of a place. */
  private double sum(int place) {
    double sum = 0;
    for (int i = place; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }
}
