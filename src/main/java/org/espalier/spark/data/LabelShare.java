package org.espalier.spark.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Share of a label's errors that one column alone removes: 1 if it predicts every label, 0 or less
 * if it predicts no better than the most frequent class or the mean. Each row is predicted from the
 * other rows with the same value. Where there are too few of them, a number is predicted from the
 * rows with the next smaller and larger numbers, and a text from the other rows with rare texts.
 * The time is O(n log n) in the number of rows.
 */
public final class LabelShare {

  /**
   * Minimum number of other rows with the same value; if there are as many, only they predict a
   * row.
   */
  private static final int ENOUGH = 2;

  /** Maximum number of rows on either side that predict a number with too few equal ones. */
  private static final int NEIGHBOURS = 10;

  /** Minimum number of rows on either side, for small samples. */
  private static final int FEW_NEIGHBOURS = 3;

  /** Number of rows of the sample per neighbour. */
  private static final int OF_ROWS = 100;

  /** Minimum share for a column with one value for each class to count as a copy of the label. */
  private static final double COPY = 0.99;

  /** Minimum number of rows that lie on a line only if the column is a copy of the label. */
  private static final int ENOUGH_FOR_A_LINE = 20;

  /** Rounding error of the squared correlation of a number with itself in other units. */
  private static final double ROUNDING = 1e-12;

  /** Minimum number of errors of the constant prediction; removing fewer may be chance. */
  private static final double FEW = 5;

  private final double[] labels;
  private final boolean classes;
  private final double usual; // constant prediction: the most frequent class, or the mean
  private final double error; // loss of the constant prediction over all rows

  /**
   * @param labels class indices, or numbers
   * @param classes true if the labels are class indices
   */
  public LabelShare(double[] labels, boolean classes) {
    this.labels = labels.clone();
    this.classes = classes;
    this.usual = classes ? mostFrequent() : Arrays.stream(labels).average().orElse(0);
    this.error = Arrays.stream(labels).map(label -> loss(usual, label)).sum();
  }

  boolean areClasses() {
    return classes;
  }

  private double mostFrequent() {
    Map<Double, Integer> counts = new HashMap<>();
    Arrays.stream(labels).forEach(label -> counts.merge(label, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Double, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(0.0);
  }

  private double loss(double predicted, double label) {
    double difference = predicted - label;
    return classes ? (difference == 0 ? 0 : 1) : difference * difference;
  }

  /** Returns the share of errors that a column of numbers removes; NaN marks a missing value. */
  public double ofNumbers(double[] values) {
    return share(
        Comparator.comparingDouble(row -> values[row]), // NaN is the largest, and equals itself
        /* ordered= */ true);
  }

  /**
   * Returns the share of errors that a column of texts removes; an empty text marks a missing
   * value.
   */
  public double ofTexts(List<String> values) {
    return share(Comparator.comparing(values::get), /* ordered= */ false);
  }

  /**
   * Returns true if numbers are a copy of the labels. A copy of a number is linear in it; a copy of
   * a class has one number for each class, with hardly an error.
   */
  public boolean isCopy(double[] values) {
    return classes
        ? hasValueForEach(Arrays.stream(values).distinct().count()) && ofNumbers(values) >= COPY
        : isLinear(values);
  }

  /** Returns true if each class has its own text, with hardly an error. */
  public boolean isCopy(List<String> values) {
    return classes
        && hasValueForEach(values.stream().distinct().count())
        && ofTexts(values) >= COPY;
  }

  /** Returns true if there are at most as many values as classes, plus one for missing values. */
  private boolean hasValueForEach(long values) {
    return values <= Arrays.stream(labels).distinct().count() + 1;
  }

  /** Returns true if the squared correlation is 1 up to rounding; false for a constant column. */
  private boolean isLinear(double[] values) {
    int[] rows =
        IntStream.range(0, labels.length).filter(row -> !Double.isNaN(values[row])).toArray();
    double mean = Arrays.stream(rows).mapToDouble(row -> values[row]).average().orElse(0);
    double middle = Arrays.stream(rows).mapToDouble(row -> labels[row]).average().orElse(0);
    double both = 0;
    double ofValues = 0;
    double ofLabels = 0;
    for (int row : rows) {
      double value = values[row] - mean;
      double label = labels[row] - middle;
      both += value * label;
      ofValues += value * value;
      ofLabels += label * label;
    }
    return rows.length >= ENOUGH_FOR_A_LINE
        && ofValues > 0
        && ofLabels > 0
        && both * both >= (1 - ROUNDING) * ofValues * ofLabels;
  }

  private double share(Comparator<Integer> byValue, boolean ordered) {
    if (error == 0 || (classes && error < FEW)) {
      return 0;
    }
    Integer[] rows = IntStream.range(0, labels.length).boxed().toArray(Integer[]::new);
    Arrays.sort(rows, byValue);
    double left = 0;
    int rare = 0; // rows with rare texts, which are moved to the front
    int from = 0;
    while (from < rows.length) {
      int to = from + 1;
      while (to < rows.length && byValue.compare(rows[from], rows[to]) == 0) {
        to++;
      }
      if (ordered || to - from > ENOUGH) {
        left += ofEqual(rows, from, to, ordered);
      } else {
        System.arraycopy(rows, from, rows, rare, to - from);
        rare += to - from;
      }
      from = to;
    }
    return 1 - (left + ofEqual(rows, 0, rare, ordered)) / error;
  }

  /** Returns the loss of the rows with one value, each predicted without itself. */
  private double ofEqual(Integer[] rows, int from, int to, boolean ordered) {
    if (to - from > ENOUGH) {
      return classes ? ofClasses(rows, from, to) : ofMean(rows, from, to);
    }
    double left = 0;
    for (int at = from; at < to; at++) {
      left += loss(ordered ? ofNeighbours(rows, at) : usual, labels[rows[at]]);
    }
    return left;
  }

  private double ofMean(Integer[] rows, int from, int to) {
    double sum = 0;
    for (int at = from; at < to; at++) {
      sum += labels[rows[at]];
    }
    double left = 0;
    for (int at = from; at < to; at++) {
      double label = labels[rows[at]];
      left += loss((sum - label) / (to - from - 1), label);
    }
    return left;
  }

  private double ofClasses(Integer[] rows, int from, int to) {
    Map<Double, Integer> counts = new HashMap<>();
    for (int at = from; at < to; at++) {
      counts.merge(labels[rows[at]], 1, Integer::sum);
    }
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    long largest = counts.values().stream().filter(count -> count == most).count();
    // Without the predicted row, a single largest class still wins, and its rows are predicted
    // correctly. In a tie, the row's own class is one short, so every prediction is wrong.
    return largest == 1 ? to - from - most : to - from;
  }

  private double ofNeighbours(Integer[] rows, int at) {
    int steps = Math.min(NEIGHBOURS, Math.max(FEW_NEIGHBOURS, labels.length / OF_ROWS));
    double[] near = new double[2 * steps];
    int number = 0;
    for (int step = 1; step <= steps; step++) {
      for (int other = at - step; other <= at + step; other += 2 * step) {
        if (other >= 0 && other < rows.length) {
          near[number++] = labels[rows[other]];
        }
      }
    }
    if (!classes) {
      return Arrays.stream(near, 0, number).average().orElse(usual);
    }
    double best = usual;
    int most = votes(near, number, usual);
    for (int i = 0; i < number; i++) {
      int votes = votes(near, number, near[i]);
      if (votes > most) {
        best = near[i];
        most = votes;
      }
    }
    return best;
  }

  private static int votes(double[] near, int number, double label) {
    int votes = 0;
    for (int i = 0; i < number; i++) {
      votes += near[i] == label ? 1 : 0;
    }
    return votes;
  }
}
