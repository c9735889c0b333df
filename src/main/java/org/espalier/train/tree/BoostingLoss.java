package org.espalier.train.tree;

/** Loss of gradient boosted trees, as in {@code org.apache.spark.mllib.tree.loss}. */
public enum BoostingLoss {

  /** Squared distance; regression. */
  SQUARED {
    @Override
    double residual(double prediction, double label) {
      return 2 * (label - prediction);
    }
  },

  /** Absolute distance; regression. */
  ABSOLUTE {
    @Override
    double residual(double prediction, double label) {
      return label - prediction < 0 ? -1 : 1;
    }
  },

  /** Twice the binomial negative log likelihood; labels 0 and 1, taken as -1 and 1. */
  LOGISTIC {
    @Override
    double target(double label) {
      return label * 2 - 1;
    }

    @Override
    double residual(double prediction, double target) {
      return 4 * target / (1 + Math.exp(2 * target * prediction));
    }
  };

  /** Label that the first tree is trained on. */
  double target(double label) {
    return label;
  }

  /** Label that the next tree is trained on: the negative gradient. */
  abstract double residual(double prediction, double target);
}
