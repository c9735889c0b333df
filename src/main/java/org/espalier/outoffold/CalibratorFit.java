package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.espalier.numeric.QuasiNewton;

/**
 * Fits of calibrators on rows of a table.
 *
 * @param probabilities by row of the table and class
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CalibratorFit(OutOfFoldTable table, double[] probabilities) {

  /** The value of a few parameters rests after far fewer. */
  private static final int ITERATIONS = 200;

  private static final double TOLERANCE = 1e-12;

  /** Method of calibration, in the order in which equal ones are preferred. */
  enum Method {
    PLATT,
    ISOTONIC
  }

  /** Calibrator of a method; empty if the rows do not determine one that keeps the order. */
  Optional<Calibrator> fit(Method method, int[] rows) {
    return switch (method) {
      case PLATT -> platt(rows);
      case ISOTONIC -> isotonic(rows);
    };
  }

  /** Calibrated probabilities of rows; others stay as they are. */
  double[] calibrated(Calibrator calibrator, int[] rows) {
    int classes = table.classes();
    double[] all = probabilities.clone();
    double[] row = new double[classes];
    for (int number : rows) {
      System.arraycopy(probabilities, number * classes, row, 0, classes);
      System.arraycopy(calibrator.calibrated(row), 0, all, number * classes, classes);
    }
    return all;
  }

  private double weight(int[] rows, int label) {
    double sum = 0;
    for (int row : rows) {
      sum += table.label(row) == label ? table.weight(row) : 0;
    }
    return sum;
  }

  static double logOdds(double probability) {
    double p = Math.min(1 - Calibrator.LEAST, Math.max(Calibrator.LEAST, probability));
    return Math.log(p) - Math.log1p(-p);
  }

  /** Logistic regression on the log-odds, with Platt's targets in place of 0 and 1. */
  private Optional<Calibrator> platt(int[] rows) {
    double negatives = weight(rows, 0);
    double positives = weight(rows, 1);
    if (negatives == 0 || positives == 0) {
      return Optional.empty();
    }
    double high = (positives + 1) / (positives + 2);
    double low = 1 / (negatives + 2);
    double[] start = {1, 0};
    double[] found =
        minimum(
            QuasiNewton.smooth(start, ITERATIONS, TOLERANCE),
            (x, gradient) -> {
              double value = 0;
              for (int row : rows) {
                double odds = logOdds(probabilities[2 * row + 1]);
                double margin = x[0] * odds + x[1];
                double target = table.label(row) == 1 ? high : low;
                double weight = table.weight(row) / (negatives + positives);
                value += weight * (Math.max(0, margin) + Math.log1p(Math.exp(-Math.abs(margin))));
                value -= weight * target * margin;
                double error = weight * (1 / (1 + Math.exp(-margin)) - target);
                gradient[0] += error * odds;
                gradient[1] += error;
              }
              return value;
            });
    return found[0] > 0 && Double.isFinite(found[0]) && Double.isFinite(found[1])
        ? Optional.of(new Calibrator.Platt(found[0], found[1]))
        : Optional.empty();
  }

  private static double[] minimum(
      QuasiNewton search, ToDoubleBiFunction<double[], double[]> function) {
    while (search.asks()) {
      double[] point = search.asked();
      double[] gradient = new double[point.length];
      search.tell(function.applyAsDouble(point, gradient), gradient);
    }
    return search.point();
  }

  /**
   * Isotonic regression by pooling adjacent violators: Ayer et al., Annals of Mathematical
   * Statistics 26 (1955). So that no row is certain, values are kept in [1 / (n + 2), 1 - 1 / (n +
   * 2)] for rows of the weight n, the means of a uniform prior when all rows are of one class.
   */
  private Optional<Calibrator> isotonic(int[] rows) {
    double[] positive = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      positive[i] = probabilities[2 * rows[i] + 1];
    }
    TieGroups order = TieGroups.of(positive);
    double[] sums = new double[order.groups()];
    double[] weights = new double[order.groups()];
    int[] firsts = new int[order.groups()];
    double[] distinct = new double[order.groups()];
    int groups = 0; // with a weight
    int blocks = 0;
    double all = 0;
    for (int group = 0; group < order.groups(); group++) {
      double sum = 0;
      double weight = 0;
      for (int i = order.starts()[group]; i < order.starts()[group + 1]; i++) {
        int row = rows[order.order()[i]];
        sum += table.weight(row) * table.label(row);
        weight += table.weight(row);
      }
      if (weight == 0) {
        continue;
      }
      all += weight;
      distinct[groups] = order.distinct()[group];
      sums[blocks] = sum;
      weights[blocks] = weight;
      firsts[blocks++] = groups++;
      while (blocks > 1
          && sums[blocks - 2] * weights[blocks - 1] >= sums[blocks - 1] * weights[blocks - 2]) {
        blocks--;
        sums[blocks - 1] += sums[blocks];
        weights[blocks - 1] += weights[blocks];
      }
    }
    if (blocks == 0) {
      return Optional.empty();
    }
    double least = 1 / (all + 2);
    List<Double> boundaries = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      double value = Math.min(1 - least, Math.max(least, sums[block] / weights[block]));
      int last = (block + 1 < blocks ? firsts[block + 1] : groups) - 1;
      boundaries.add(distinct[firsts[block]]);
      values.add(value);
      if (last > firsts[block]) {
        boundaries.add(distinct[last]);
        values.add(value);
      }
    }
    return Optional.of(new Calibrator.Isotonic(boundaries, values));
  }
}
