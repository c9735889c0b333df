package org.espalier.train.tree;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;

/**
 * Columns of a table, stored as ranks among each column's distinct values. A rank takes one byte
 * for up to 256 distinct values, two for up to 65,536, else four. The order is that of {@link
 * Double#compare}.
 */
public final class RankedTable {

  /** Number of values sorted at once, which takes a few milliseconds. */
  private static final int PIECE = 1 << 17;

  private final int rows;
  private final double[][] values;
  private final Codes[] ranks;

  private final boolean[] ranksAreValues;

  private RankedTable(int rows, double[][] values, Codes[] ranks) {
    this.rows = rows;
    this.values = values;
    this.ranks = ranks;
    this.ranksAreValues = new boolean[values.length];
    for (int feature = 0; feature < values.length; feature++) {
      double[] of = values[feature];
      ranksAreValues[feature] = IntStream.range(0, of.length).allMatch(rank -> of[rank] == rank);
    }
  }

  /**
   * Builds a table column by column, so that only one column is in memory as doubles at a time.
   *
   * @param columns function that returns the values of a column, by row and without NaN
   * @throws IllegalArgumentException if there is no column, or if a column has another length or
   *     contains NaN
   * @throws InterruptedException if a stop is requested
   */
  public static RankedTable of(
      int rows, int features, IntFunction<double[]> columns, StopRequest stop)
      throws InterruptedException {
    if (features == 0) {
      throw new IllegalArgumentException("columns: there is none");
    }
    double[][] values = new double[features][];
    Codes[] ranks = new Codes[features];
    for (int feature = 0; feature < features; feature++) {
      double[] column = columns.apply(feature);
      if (column.length != rows) {
        throw new IllegalArgumentException(
            "columns: column " + feature + " has " + column.length + " rows, the first " + rows);
      }
      double[] distinct = distinct(column, 0, rows, stop);
      if (rows > 0 && Double.isNaN(distinct[distinct.length - 1])) {
        throw new IllegalArgumentException("columns: column " + feature + " holds NaN");
      }
      Codes codes = Codes.below(distinct.length, rows);
      for (int row = 0; row < rows; row++) {
        stop.checkAt(row);
        codes.set(row, Arrays.binarySearch(distinct, column[row]));
      }
      values[feature] = distinct;
      ranks[feature] = codes;
    }
    return new RankedTable(rows, values, ranks);
  }

  /**
   * Creates a table from known ranks.
   *
   * @param values values that the ranks stand for, by column and ascending
   */
  static RankedTable of(int rows, double[][] values, Codes[] ranks) {
    return new RankedTable(rows, values, ranks);
  }

  /** Returns the bytes of a rank in a column with this number of distinct values. */
  public static int width(long distinct) {
    return Codes.width(distinct);
  }

  public int rows() {
    return rows;
  }

  public int features() {
    return ranks.length;
  }

  /** Returns the distinct values of a column, ascending. The array must not be changed. */
  double[] values(int feature) {
    return values[feature];
  }

  /** Returns true if a column's distinct values are 0, 1, … */
  boolean ranksAreValues(int feature) {
    return ranksAreValues[feature];
  }

  Codes ranks(int feature) {
    return ranks[feature];
  }

  /** Returns the distinct values of some rows, ascending. NaN comes last. */
  private static double[] distinct(double[] column, int from, int to, StopRequest stop)
      throws InterruptedException {
    stop.check();
    if (to - from > PIECE) {
      int middle = (from + to) >>> 1;
      return merged(distinct(column, from, middle, stop), distinct(column, middle, to, stop));
    }
    double[] sorted = Arrays.copyOfRange(column, from, to);
    Arrays.sort(sorted);
    int kept = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || Double.compare(sorted[i], sorted[kept - 1]) != 0) {
        sorted[kept++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, kept);
  }

  private static double[] merged(double[] some, double[] others) {
    double[] all = new double[some.length + others.length];
    int a = 0;
    int b = 0;
    int size = 0;
    while (a < some.length && b < others.length) {
      int order = Double.compare(some[a], others[b]);
      all[size++] = order <= 0 ? some[a] : others[b];
      a += order <= 0 ? 1 : 0;
      b += order >= 0 ? 1 : 0;
    }
    System.arraycopy(some, a, all, size, some.length - a);
    size += some.length - a;
    System.arraycopy(others, b, all, size, others.length - b);
    size += others.length - b;
    return Arrays.copyOf(all, size);
  }
}
