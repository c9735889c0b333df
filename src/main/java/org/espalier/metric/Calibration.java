package org.espalier.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calibration of probabilities: of the positive class for two classes, and for more of the class
 * that is predicted, in bins of equal width. Niculescu-Mizil and Caruana, ICML 2005; Guo et al.,
 * ICML 2017.
 *
 * @param bins by rising probability; those without rows are left out
 */
public record Calibration(List<Bin> bins) {

  /** Number of bins of equal width in [0, 1]. */
  public static final int BINS = 10;

  /** Excess of a probability that was divided by a sum. */
  private static final double ROUNDING = 1e-9;

  /**
   * Rows of similar probabilities.
   *
   * @param predicted mean probability
   * @param observed share of the rows, by weight, for which the class is the right one
   * @param rows number of rows; positive
   */
  public record Bin(double predicted, double observed, long rows) {
    public Bin {
      if (!(predicted >= 0 && predicted <= 1 && observed >= 0 && observed <= 1 && rows > 0)) {
        throw new IllegalArgumentException(
            "A bin of %d rows with %s predicted and %s observed."
                .formatted(rows, predicted, observed));
      }
    }
  }

  public Calibration {
    bins = List.copyOf(bins);
    if (bins.isEmpty() || bins.size() > BINS) {
      throw new IllegalArgumentException("A calibration of %d bins.".formatted(bins.size()));
    }
  }

  /**
   * Calibration of rows with probabilities by class; empty if none has a weight.
   *
   * @throws IllegalArgumentException if a probability is none, or a prediction no class
   */
  public static Optional<Calibration> of(PredictedRows rows) {
    double[] predicted = new double[BINS];
    double[] observed = new double[BINS];
    double[] weights = new double[BINS];
    long[] counts = new long[BINS];
    for (int i = 0; i < rows.size(); i++) {
      PredictedRow row = rows.row(i);
      double[] probabilities = row.probabilities();
      int shown = probabilities.length == 2 ? 1 : (int) row.prediction();
      double probability = probabilities[shown];
      if (!(probability >= 0 && probability <= 1 + ROUNDING)) {
        throw new IllegalArgumentException("%s is not a probability.".formatted(probability));
      }
      int bin = Math.min(BINS - 1, (int) (probability * BINS));
      predicted[bin] += row.weight() * probability;
      observed[bin] += row.label() == shown ? row.weight() : 0;
      weights[bin] += row.weight();
      counts[bin]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (weights[bin] > 0) {
        bins.add(
            new Bin(
                Math.min(1, predicted[bin] / weights[bin]),
                Math.min(1, observed[bin] / weights[bin]),
                counts[bin]));
      }
    }
    return bins.isEmpty() ? Optional.empty() : Optional.of(new Calibration(bins));
  }
}
