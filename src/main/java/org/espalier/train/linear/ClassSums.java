package org.espalier.train.linear;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.train.Labels;
import org.espalier.train.Rows;

/**
 * Weighted sums of columns and their squared distances from the mean, by class: all that naive
 * Bayes models of any kind and smoothing need.
 */
public final class ClassSums {

  /** Nanoseconds of a value in a pass over the rows on a core of 3 GHz. */
  private static final double VALUE_NANOS = 5;

  private final int columns;
  private final double[] weights;
  private final double[][] sums;
  private final double[][] spreads;
  private final boolean counts;
  private final boolean bits;

  private ClassSums(Sums first, Spreads second, int[] labels) {
    this.columns = first.columns;
    this.weights = Arrays.stream(labels).mapToDouble(label -> first.weights[label]).toArray();
    this.sums = Arrays.stream(labels).mapToObj(label -> first.sums[label]).toArray(double[][]::new);
    this.spreads = Arrays.stream(labels).mapToObj(second::spreads).toArray(double[][]::new);
    this.counts = first.counts;
    this.bits = first.bits;
  }

  /**
   * The sums of rows, from two passes over them.
   *
   * @throws IllegalArgumentException if a label is no class, or no row of a class has a weight
   */
  public static ClassSums of(Rows rows) throws InterruptedException {
    Sums first = new Sums(rows);
    rows.forEachBlock(first::add);
    int[] labels = first.labels();
    Spreads second = new Spreads(first);
    rows.forEachBlock(second::add);
    return new ClassSums(first, second, labels);
  }

  /**
   * Nanoseconds that the sums are planned to take on one core.
   *
   * @param stored values of the rows that are stored
   */
  public static long nanos(long stored) {
    return (long) (2 * stored * VALUE_NANOS); // two passes
  }

  int columns() {
    return columns;
  }

  /** Number of classes with rows; Spark's models number them in the order of their labels. */
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

  /** Weighted squares of the distances from the mean of the class. */
  double spread(int place, int column) {
    return spreads[place][column];
  }

  /** True if no value is negative. */
  boolean areCounts() {
    return counts;
  }

  /** True if every value is 0 or 1. */
  boolean areBits() {
    return bits;
  }

  /** First pass. */
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
        int label = Labels.of(rows, row);
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

    private void grow(int classes) {
      int before = weights.length;
      weights = Arrays.copyOf(weights, classes);
      seen = Arrays.copyOf(seen, classes);
      sums = Arrays.copyOf(sums, classes);
      for (int label = before; label < classes; label++) {
        sums[label] = new double[columns];
      }
    }

    /** Labels that occur. */
    int[] labels() {
      int[] labels = IntStream.range(0, seen.length).filter(label -> seen[label]).toArray();
      for (int label : labels) {
        if (!(weights[label] > 0)) {
          throw new IllegalArgumentException(
              "No row of class %d has a weight above 0.".formatted(label));
        }
      }
      return labels;
    }
  }

  /**
   * Second pass, over stored values; all others are 0, so that their squares follow from the mean.
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
        int label = Labels.of(first.rows, row);
        double weight = first.rows.weight(row);
        first.rows.forEachValue(
            row,
            (column, value) -> {
              double distance = value - first.sums[label][column] / first.weights[label];
              squares[label][column] += weight * distance * distance;
              stored[label][column] += weight;
            });
      }
    }

    double[] spreads(int label) {
      double[] spreads = new double[first.columns];
      for (int j = 0; j < spreads.length; j++) {
        double mean = first.sums[label][j] / first.weights[label];
        double missing = Math.max(0, first.weights[label] - stored[label][j]);
        spreads[j] = squares[label][j] + missing * mean * mean;
      }
      return spreads;
    }
  }
}
