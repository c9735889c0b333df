package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Distinct non-zero values of a column in a sample of rows, ascending, with the weight of each. The
 * cut points are computed from them.
 *
 * @param count number of sampled rows with such a value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SampledValues(double[] values, double[] weights, long count) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Spark's machine epsilon, {@code Utils.EPSILON}. */
  private static final double EPSILON = 0x1.0p-52;

  /** Creates the sample from the values that were seen. */
  static SampledValues of(double[] values, double[] weights, boolean[] seen, long count) {
    double[] keptValues = new double[values.length];
    double[] keptWeights = new double[values.length];
    int kept = 0;
    for (int rank = 0; rank < values.length; rank++) {
      if (seen[rank]) {
        keptValues[kept] = values[rank];
        keptWeights[kept++] = weights[rank];
      }
    }
    return new SampledValues(
        Arrays.copyOf(keptValues, kept), Arrays.copyOf(keptWeights, kept), count);
  }

  /** Merges this sample with that of a further part of the rows. */
  public SampledValues plus(SampledValues other) {
    double[] all = new double[values.length + other.values.length];
    double[] weight = new double[all.length];
    int size = 0;
    int a = 0;
    int b = 0;
    while (a < values.length || b < other.values.length) {
      int order =
          a == values.length
              ? 1
              : b == other.values.length ? -1 : Double.compare(values[a], other.values[b]);
      all[size] = order <= 0 ? values[a] : other.values[b];
      double own = order <= 0 ? weights[a++] : 0;
      weight[size++] = order >= 0 ? own + other.weights[b++] : own;
    }
    return new SampledValues(
        Arrays.copyOf(all, size), Arrays.copyOf(weight, size), count + other.count);
  }

  /**
   * Returns the cut points, ascending. If there are few values, these are all midpoints; otherwise
   * the midpoints closest to equal weights.
   *
   * @param weightedRows expected weight of the sample, zeros included
   * @param splits maximum number of cut points
   */
  double[] cuts(double weightedRows, int splits) {
    if (count == 0) {
      return new double[0];
    }
    double known = 0;
    for (double weight : weights) {
      known += weight;
    }
    double zeros = weightedRows - known;
    return (zeros > EPSILON * count * 100 ? withZeros(zeros) : this).cut(weightedRows, splits);
  }

  private SampledValues withZeros(double zeros) {
    int below = 0;
    while (below < values.length && !(values[below] > 0)) {
      below++;
    }
    double[] all = new double[values.length + 1];
    double[] weight = new double[all.length];
    System.arraycopy(values, 0, all, 0, below);
    System.arraycopy(weights, 0, weight, 0, below);
    weight[below] = zeros;
    System.arraycopy(values, below, all, below + 1, values.length - below);
    System.arraycopy(weights, below, weight, below + 1, values.length - below);
    return new SampledValues(all, weight, count);
  }

  private double[] cut(double weightedRows, int splits) {
    double[] cuts = new double[values.length - 1];
    if (cuts.length <= splits) {
      Arrays.setAll(cuts, this::between);
      return cuts;
    }
    double stride = weightedRows / (splits + 1);
    double target = stride;
    double sum = weights[0];
    int found = 0;
    for (int i = 1; i < values.length; i++) {
      double before = sum;
      sum += weights[i];
      if (Math.abs(before - target) < Math.abs(sum - target)) {
        cuts[found++] = between(i - 1);
        target += stride;
      }
    }
    return Arrays.copyOf(cuts, found);
  }

  private double between(int at) {
    return (values[at] + values[at + 1]) / 2;
  }
}
