package org.espalier.train.tree;

/**
 * Measure of how mixed the labels of some rows are. It is computed from sums over the rows, with
 * MLlib's rounding.
 */
public enum Impurity {

  /** Gini impurity, the probability that two rows have different classes; for classification. */
  GINI {
    @Override
    double impurity(double[] sums, int from, int length, double weight) {
      if (weight == 0) {
        return 0;
      }
      double impurity = 1;
      for (int i = from; i < from + length; i++) {
        double share = sums[i] / weight;
        impurity -= share * share;
      }
      return impurity;
    }
  },

  /** Entropy in bits, for classification. */
  ENTROPY {
    @Override
    double impurity(double[] sums, int from, int length, double weight) {
      if (weight == 0) {
        return 0;
      }
      double impurity = 0;
      for (int i = from; i < from + length; i++) {
        if (sums[i] != 0) {
          double share = sums[i] / weight;
          impurity -= share * (Math.log(share) / LOG_2);
        }
      }
      return impurity;
    }
  },

  /** Mean squared distance from the mean, for regression. */
  VARIANCE {
    @Override
    double impurity(double[] sums, int from, int length, double weight) {
      if (weight == 0) {
        return 0;
      }
      double sum = sums[from + 1];
      return (sums[from + 2] - sum * sum / weight) / weight;
    }

    @Override
    double weight(double[] sums, int from, int length) {
      return sums[from];
    }

    @Override
    double prediction(double[] sums, int from, int length) {
      return sums[from] == 0 ? 0 : sums[from + 1] / sums[from];
    }
  };

  /** Number of sums in regression: weight, weighted label, weighted squared label. */
  static final int MOMENTS = 3;

  private static final double LOG_2 = Math.log(2);

  /**
   * Returns the impurity of rows with the given sums.
   *
   * @param sums in classification the weights by class, in regression the {@link #MOMENTS} sums
   * @param from index of the first of these sums
   * @param length number of these sums
   * @param weight weight of the rows
   */
  abstract double impurity(double[] sums, int from, int length, double weight);

  /** Returns the impurity, and computes the weight from the sums. */
  final double impurity(double[] sums, int from, int length) {
    return impurity(sums, from, length, weight(sums, from, length));
  }

  /** Returns the weight of the rows. */
  double weight(double[] sums, int from, int length) {
    return total(sums, from, length);
  }

  /**
   * Returns the prediction for rows with these sums: the class of the largest weight, the first one
   * in a tie, or the mean label.
   */
  double prediction(double[] sums, int from, int length) {
    if (total(sums, from, length) == 0) {
      return 0;
    }
    int heaviest = 0;
    for (int i = 1; i < length; i++) {
      if (sums[from + i] > sums[from + heaviest]) {
        heaviest = i;
      }
    }
    return heaviest;
  }

  private static double total(double[] sums, int from, int length) {
    double total = 0;
    for (int i = from; i < from + length; i++) {
      total += sums[i];
    }
    return total;
  }
}
