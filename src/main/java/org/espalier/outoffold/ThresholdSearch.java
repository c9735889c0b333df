package org.espalier.outoffold;

import java.util.Arrays;
import org.espalier.study.Direction;

/**
 * Search for thresholds: one class after the other gets the threshold that is best as long as those
 * of others stay, found by passing over all thresholds at which a row changes its prediction. For
 * two classes one pass finds the best of all. O(rows log rows) for each pass.
 */
final class ThresholdSearch {

  /** Passes over all classes; few change a threshold after the second. */
  private static final int ROUNDS = 5;

  /**
   * Number of different thresholds that are all examined for more than two classes; of more, those
   * at rows of the class and as many of the others.
   */
  private static final int EXACT = 10_000;

  /** Difference of values, relative to them, that rounding makes. */
  private static final double ROUNDING = 1e-12;

  /** Whole weights of which a million rows have exact sums: 2^30 for the largest. */
  private static final double WHOLE = 1 << 30;

  private final OutOfFoldTable table;
  private final double[] probabilities;
  private final DecisionCriterion criterion;
  private final int classes;
  private final double sign;
  private final double unit;

  ThresholdSearch(OutOfFoldTable table, double[] probabilities, DecisionCriterion criterion) {
    if (probabilities.length != table.size() * table.width()) {
      throw new IllegalArgumentException(
          "%d probabilities for %d rows.".formatted(probabilities.length, table.size()));
    }
    this.table = table;
    this.probabilities = probabilities;
    this.criterion = criterion;
    this.classes = table.classes();
    this.sign = criterion.direction() == Direction.MAXIMIZE ? 1 : -1;
    double largest = Arrays.stream(table.all()).mapToDouble(table::weight).max().orElseThrow();
    this.unit = largest > 0 ? largest / WHOLE : 1;
  }

  /** Value of thresholds on some rows. */
  double value(double[] thresholds, int[] rows) {
    DecisionCriterion.Running counts = criterion.running(classes);
    double[] scaled = new double[classes];
    for (int row : rows) {
      for (int c = 0; c < classes; c++) {
        scaled[c] = probability(row, c) / thresholds[c];
      }
      counts.add((int) table.label(row), Scoring.largest(scaled, 0, classes), table.weight(row));
    }
    return counts.value();
  }

  /** Best thresholds on some rows; equal ones if none are better. */
  double[] best(int[] rows) {
    double[] factors = new double[classes]; // 1 / threshold, up to a common factor
    Arrays.fill(factors, 1);
    if (classes == 2) {
      new Pass(rows, 1, factors).improve();
    } else {
      boolean moved = true;
      for (int round = 0; round < ROUNDS && moved; round++) {
        moved = false;
        for (int c = 0; c < classes; c++) {
          moved |= new Pass(rows, c, factors).improve();
        }
      }
    }
    double[] thresholds = Arrays.stream(factors).map(factor -> 1 / factor).toArray();
    double sum = Arrays.stream(thresholds).sum();
    return Arrays.stream(thresholds).map(threshold -> threshold / sum).toArray();
  }

  private double probability(int row, int c) {
    return probabilities[row * classes + c];
  }

  private double wholeWeight(int row) {
    return Math.rint(table.weight(row) / unit);
  }

  /**
   * Pass over the thresholds of one class. A row has the share s = p / (p + m), with m the largest
   * product of a probability and its factor among the other classes: the class is predicted where s
   * is above a threshold t, which is the factor (1 - t) / t.
   */
  private final class Pass {

    private final int[] rows;
    private final int own;
    private final double[] factors;
    private final int[] others;
    private final TieGroups shares;
    private final DecisionCriterion.Running counts = criterion.running(classes);

    /** Value where the rows of so many groups from above are predicted as the class, times sign. */
    private final double[] values;

    private final double current;

    Pass(int[] rows, int own, double[] factors) {
      this.rows = rows;
      this.own = own;
      this.factors = factors;
      this.others = new int[rows.length];
      double[] share = new double[rows.length];
      DecisionCriterion.Running now = criterion.running(classes);
      for (int i = 0; i < rows.length; i++) {
        int other = other(rows[i]);
        double p = probability(rows[i], own);
        double rival = probability(rows[i], other) * factors[other];
        others[i] = other;
        share[i] = p == 0 ? 0 : p / (p + rival);
        double mine = p * factors[own];
        boolean predicted = mine > rival || (mine == rival && own < other);
        now.add((int) table.label(rows[i]), predicted ? own : other, wholeWeight(rows[i]));
      }
      this.shares = TieGroups.of(share);
      this.values = values();
      this.current = sign * now.value();
    }

    /** Class other than this one that is predicted if this one is not. */
    private int other(int row) {
      int largest = own == 0 ? 1 : 0;
      for (int c = largest + 1; c < classes; c++) {
        if (c != own
            && probability(row, c) * factors[c] > probability(row, largest) * factors[largest]) {
          largest = c;
        }
      }
      return largest;
    }

    private double[] values() {
      int groups = shares.groups();
      double[] all = new double[groups + 1];
      for (int i = 0; i < rows.length; i++) {
        counts.add((int) table.label(rows[i]), others[i], wholeWeight(rows[i]));
      }
      boolean reachable = shares.distinct()[groups - 1] < 1;
      all[0] = reachable ? sign * counts.value() : Double.NaN;
      int step = classes == 2 || groups <= EXACT ? 1 : groups / EXACT + 1;
      for (int above = 1; above <= groups; above++) {
        int group = groups - above;
        boolean mine = false;
        for (int i = shares.starts()[group]; i < shares.starts()[group + 1]; i++) {
          int place = shares.order()[i];
          int label = (int) table.label(rows[place]);
          counts.move(label, others[place], own, wholeWeight(rows[place]));
          mine |= label == own;
        }
        boolean examined = (mine || above % step == 0) && shares.distinct()[group] > 0;
        all[above] = examined ? sign * counts.value() : Double.NaN;
      }
      return all;
    }

    /** Takes the best threshold if it is better than the current one. */
    boolean improve() {
      double best = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        best = value > best ? value : best; // NaN is none
      }
      double slack = ROUNDING * Math.abs(best);
      if (best == Double.NEGATIVE_INFINITY || best <= current + slack) {
        return false;
      }
      double low = Double.NaN;
      double high = Double.NaN;
      for (int first = 0; first < values.length; first++) {
        if (!(values[first] >= best - slack)) {
          continue;
        }
        int last = first;
        while (last + 1 < values.length && values[last + 1] >= best - slack) {
          last++;
        }
        double from = last == shares.groups() ? 0 : share(last);
        double to = first == 0 ? 1 : share(first - 1);
        if (!(to - from <= high - low)) { // of equally wide ones the one from above
          low = from;
          high = to;
        }
        first = last;
      }
      double middle = low + (high - low) / 2;
      double threshold = middle < high ? middle : low;
      if (!(threshold > 0)) {
        return false;
      }
      factors[own] = (1 - threshold) / threshold;
      return true;
    }

    /** Share of a group, counted from above. */
    private double share(int above) {
      return shares.distinct()[shares.groups() - 1 - above];
    }
  }
}
