package org.espalier.outoffold;

import java.util.List;

/**
 * Map from the probabilities of a classifier of two classes to calibrated ones, in plain numbers.
 * It keeps the order of rows.
 */
public sealed interface Calibrator {

  /**
   * Least probability that a logarithm is taken of, in place of smaller ones: of a million rows one
   * is a matter of chance.
   */
  double LEAST = 1e-6;

  /** Calibrated probabilities by class, with the sum 1. */
  double[] calibrated(double[] probabilities);

  private static double[] ofPositive(double probability) {
    return new double[] {1 - probability, probability};
  }

  /**
   * Platt scaling of two classes: the log-odds become slope · log-odds + intercept. Platt, Advances
   * in Large Margin Classifiers (1999).
   *
   * @param slope above 0
   */
  record Platt(double slope, double intercept) implements Calibrator {

    public Platt {
      if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
        throw new IllegalArgumentException("slope %s, intercept %s.".formatted(slope, intercept));
      }
    }

    @Override
    public double[] calibrated(double[] probabilities) {
      double odds = slope * CalibratorFit.logOdds(probabilities[1]) + intercept;
      return ofPositive(1 / (1 + Math.exp(-odds)));
    }
  }

  /**
   * Isotonic regression of two classes: the probability of the positive class is interpolated
   * between boundaries and is constant outside of them, as in MLlib's {@code
   * IsotonicRegressionModel}. Zadrozny and Elkan, KDD 2002.
   *
   * @param boundaries probabilities that rise; at least one
   * @param values calibrated ones, which do not fall
   */
  record Isotonic(List<Double> boundaries, List<Double> values) implements Calibrator {

    public Isotonic {
      boundaries = List.copyOf(boundaries);
      values = List.copyOf(values);
      if (boundaries.isEmpty() || boundaries.size() != values.size()) {
        throw new IllegalArgumentException(
            "%d boundaries, %d values.".formatted(boundaries.size(), values.size()));
      }
      for (int i = 0; i < values.size(); i++) {
        boolean rises =
            i == 0
                || (boundaries.get(i) > boundaries.get(i - 1)
                    && values.get(i) >= values.get(i - 1));
        if (!rises || !(values.get(i) >= 0 && values.get(i) <= 1)) {
          throw new IllegalArgumentException(
              "Boundary %d: %s, with the value %s.".formatted(i, boundaries.get(i), values.get(i)));
        }
      }
    }

    @Override
    public double[] calibrated(double[] probabilities) {
      return ofPositive(at(probabilities[1]));
    }

    private double at(double probability) {
      int last = boundaries.size() - 1;
      if (probability <= boundaries.get(0)) {
        return values.get(0);
      }
      if (probability >= boundaries.get(last)) {
        return values.get(last);
      }
      int low = 0;
      int high = last; // boundaries of low <= probability < high
      while (high - low > 1) {
        int middle = (low + high) / 2;
        if (boundaries.get(middle) <= probability) {
          low = middle;
        } else {
          high = middle;
        }
      }
      double share =
          (probability - boundaries.get(low)) / (boundaries.get(high) - boundaries.get(low));
      return values.get(low) + share * (values.get(high) - values.get(low));
    }
  }
}
