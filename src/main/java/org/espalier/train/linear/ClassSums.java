package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.train.Labels;
import org.espalier.train.Rows;

/**
 * Sums by class that determine naive Bayes models of any kind and smoothing: weighted sums of the
 * columns and of their squared distances from the mean. The sums of the parts of a table add up.
 */
public final class ClassSums implements Serializable {

  private static final long serialVersionUID = 1;

  /** Estimated time of one value in a pass over the rows on a 3 GHz core, in nanoseconds. */
  private static final double VALUE_NANOS = 5;

  private final int columns;
  private final int[] labels; // labels of the rows, ascending
  private final double[] weights;
  private final double[][] sums;
  private final double[][] spreads;
  private final boolean counts;
  private final boolean bits;

  private ClassSums(
      int columns,
      int[] labels,
      double[] weights,
      double[][] sums,
      double[][] spreads,
      boolean counts,
      boolean bits) {
    this.columns = columns;
    this.labels = labels;
    this.weights = weights;
    this.sums = sums;
    this.spreads = spreads;
    this.counts = counts;
    this.bits = bits;
  }

  /**
   * Computes the sums of rows in two passes.
   *
   * @throws IllegalArgumentException if a label is not a class
   * @throws InterruptedException if the thread is interrupted
   */
  public static ClassSums of(Rows rows) throws InterruptedException {
    Sums first = new Sums(rows);
    rows.forEachBlock(first::add);
    int[] labels = first.labels();
    Spreads second = new Spreads(first);
    rows.forEachBlock(second::add);
    return new ClassSums(
        first.columns,
        labels,
        Arrays.stream(labels).mapToDouble(label -> first.weights[label]).toArray(),
        Arrays.stream(labels).mapToObj(label -> first.sums[label]).toArray(double[][]::new),
        Arrays.stream(labels).mapToObj(second::spreads).toArray(double[][]::new),
        first.counts,
        first.bits);
  }

  /**
   * Adds the sums of two parts (Chan, Golub and LeVeque 1983, "Algorithms for computing the sample
   * variance", equation 2.1b).
   *
   * @param other sums with the same number of columns
   */
  public ClassSums plus(ClassSums other) {
    int[] all =
        IntStream.concat(Arrays.stream(labels), Arrays.stream(other.labels))
            .distinct()
            .sorted()
            .toArray();
    double[] bothWeights = new double[all.length];
    double[][] bothSums = new double[all.length][columns];
    double[][] bothSpreads = new double[all.length][columns];
    for (int i = 0; i < all.length; i++) {
      int one = Arrays.binarySearch(labels, all[i]);
      int two = Arrays.binarySearch(other.labels, all[i]);
      double weight = one < 0 ? 0 : weights[one];
      double others = two < 0 ? 0 : other.weights[two];
      bothWeights[i] = weight + others;
      for (int j = 0; j < columns; j++) {
        double sum = one < 0 ? 0 : sums[one][j];
        double otherSum = two < 0 ? 0 : other.sums[two][j];
        bothSums[i][j] = sum + otherSum;
        bothSpreads[i][j] = (one < 0 ? 0 : spreads[one][j]) + (two < 0 ? 0 : other.spreads[two][j]);
        if (weight > 0 && others > 0) {
          double apart = otherSum / others - sum / weight;
          bothSpreads[i][j] += weight * (others / (weight + others)) * apart * apart;
        }
      }
    }
    return new ClassSums(
        columns,
        all,
        bothWeights,
        bothSums,
        bothSpreads,
        counts && other.counts,
        bits && other.bits);
  }

  /**
   * Checks that each class has a positive weight.
   *
   * @throws IllegalArgumentException if no row of a class has a weight above 0
   */
  void requireWeights() {
    for (int i = 0; i < labels.length; i++) {
      if (!(weights[i] > 0)) {
        throw new IllegalArgumentException(
            "No row of class %d has a weight above 0.".formatted(labels[i]));
      }
    }
  }

  /**
   * Estimates the time to compute the sums on one core, in nanoseconds.
   *
   * @param stored number of stored values in the rows
   */
  public static long nanos(long stored) {
    return (long) (2 * stored * VALUE_NANOS); // two passes
  }

  int columns() {
    return columns;
  }

  /**
   * Returns the number of classes that have rows. Spark's models number these in the order of their
   * labels.
   */
  int classes() {
    return weights.length;
  }

  double weight(int place) {
    return weights[place];
  }

  double weight() {
    return Arrays.stream(weights).sum();
  }

  double sum(int place, int column) {
    return sums[place][column];
  }

  double mean(int place, int column) {
    return sums[place][column] / weights[place];
  }

  /** Returns the weighted sum of the squared distances from the mean of the class. */
  double spread(int place, int column) {
    return spreads[place][column];
  }

  /** Returns true if no value is negative. */
  boolean areCounts() {
    return counts;
  }

  /** Returns true if every value is 0 or 1. */
  boolean areBits() {
    return bits;
  }

  /** First pass, which sums weights and columns. */
  private static final class Sums {

    private final Rows rows;
    private final int columns;
    private double[] weights = {};
    private double[][] sums = {};
    private boolean[] seen = {};
    private boolean counts = true;
    private boolean bits = true;

    Sums(Rows rows) {
      this.rows = rows;
      this.columns = rows.columns();
    }

    void add(int from, int to) {
      for (int row = from; row < to; row++) {
        int label = Labels.label(rows, row);
        if (label >= weights.length) {
          grow(label + 1);
        }
        double weight = rows.weight(row);
        double[] own = sums[label];
        seen[label] = true;
        weights[label] += weight;
        rows.forEachValue(
            row,
            (column, value) -> {
              own[column] += weight * value;
              counts &= value >= 0;
              bits &= value == 0 || value == 1;
            });
      }
    }

    double mean(int label, int column) {
      return weights[label] > 0 ? sums[label][column] / weights[label] : 0;
    }

    private void grow(int classes) {
      int before = weights.length;
      weights = Arrays.copyOf(weights, classes);
      seen = Arrays.copyOf(seen, classes);
      sums = Arrays.copyOf(sums, classes);
      for (int label = before; label < classes; label++) {
        sums[label] = new double[columns];
      }
    }

    /** Returns the labels that occur, ascending. */
    int[] labels() {
      return IntStream.range(0, seen.length).filter(label -> seen[label]).toArray();
    }
  }

  /**
   * Second pass, over the stored values only. All other values are 0, so their squared distances
   * follow from the mean.
   */
  private static final class Spreads {

    private final Sums first;
    private final double[][] squares;
    private final double[][] stored;

    Spreads(Sums first) {
      this.first = first;
      this.squares = new double[first.weights.length][first.columns];
      this.stored = new double[first.weights.length][first.columns];
    }

    void add(int from, int to) {
      for (int row = from; row < to; row++) {
        int label = Labels.label(first.rows, row);
        double weight = first.rows.weight(row);
        first.rows.forEachValue(
            row,
            (column, value) -> {
              double distance = value - first.mean(label, column);
              squares[label][column] += weight * distance * distance;
              stored[label][column] += weight;
            });
      }
    }

    double[] spreads(int label) {
      double[] spreads = new double[first.columns];
      for (int j = 0; j < spreads.length; j++) {
        double mean = first.mean(label, j);
        double missing = Math.max(0, first.weights[label] - stored[label][j]);
        spreads[j] = squares[label][j] + missing * mean * mean;
      }
      return spreads;
    }
  }
}
