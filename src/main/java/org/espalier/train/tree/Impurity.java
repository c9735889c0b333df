package org.espalier.train.tree;

/** Measure of how mixed the labels of some rows are, from their sums, with MLlib's rounding. */
public enum Impurity {

  /** Probability that two rows are of different classes; classification. */
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

  /** Entropy in bits; classification. */
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

  /** Mean squared distance to the mean; regression. */
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

  /** Number of sums of regression: weight, label, squared label. */
  static final int MOMENTS = 3;

  private static final double LOG_2 = Math.log(2);

  /**
   * The impurity.
   *
   * @param sums weights by class; or weight, weighted labels, weighted squares of labels
   * @param weight of these rows
   */
  abstract double impurity(double[] sums, int from, int length, double weight);

  /** The impurity, where the weight is not known yet. */
  final double impurity(double[] sums, int from, int length) {
    return impurity(sums, from, length, weight(sums, from, length));
  }

  /** Weight of the rows. */
  double weight(double[] sums, int from, int length) {
    return total(sums, from, length);
  }

  /** Prediction of rows with these sums: the first of the heaviest classes, or the mean. */
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
