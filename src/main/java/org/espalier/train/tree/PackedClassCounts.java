package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.StopRequest;

/**
 * Counter of two classes without weights. A long holds the number of rows in its low half and the
 * number of class 1 in its high half, so a row takes one addition.
 */
final class PackedClassCounts {

  private static final int HALF = 32;

  private static final long LOW = (1L << HALF) - 1;

  private final long[] pairs;
  private final long[] bins;
  private int[] rows = {};
  private int from;
  private int to;
  private long all;

  /**
   * @param most maximum number of rows of a node; 0 if rows have weights or the number of classes
   *     is not 2
   * @param bins maximum number of bins of a column
   */
  PackedClassCounts(int most, int bins) {
    this.pairs = new long[most];
    this.bins = new long[most == 0 ? 0 : 2 * bins];
  }

  /** Returns true if the rows have two classes and no weights. */
  boolean serve() {
    return pairs.length > 0;
  }

  void open(
      int[] classOf, MllibBag bag, int tree, int[] treeRows, int first, int last, StopRequest stop)
      throws InterruptedException {
    rows = treeRows;
    from = first;
    to = last;
    all = 0;
    for (int i = from; i < to; i++) {
      stop.checkAt(i);
      long pair = packed(bag.count(tree, rows[i]), classOf[rows[i]]);
      pairs[i - from] = pair;
      all += pair;
    }
  }

  /** Writes the sums of all rows to the first bin. */
  void countAll(double[] cells) {
    write(all, cells, 0);
  }

  /** Writes the sums of each bin. */
  void count(Codes codes, int used, double[] cells, StopRequest stop) throws InterruptedException {
    if (used == 2 && codes instanceof Codes.Bytes bytes) {
      long second = 0;
      for (int at = from; at < to; at += Histogram.PIECE) {
        stop.check();
        second += second(bytes.codes(), at, Math.min(to, at + Histogram.PIECE));
      }
      write(all - second, cells, 0);
      write(second, cells, 1);
      return;
    }
    Arrays.fill(bins, 0, 2 * used, 0);
    for (int at = from; at < to; at += Histogram.PIECE) {
      stop.check();
      int last = Math.min(to, at + Histogram.PIECE);
      if (codes instanceof Codes.Bytes bytes) {
        add(bytes.codes(), used, at, last);
      } else {
        for (int i = at; i < last; i++) {
          bins[codes.at(rows[i])] += pairs[i - from];
        }
      }
    }
    for (int bin = 0; bin < used; bin++) {
      write(bins[bin] + bins[used + bin], cells, bin);
    }
  }

  /** Returns the sum of the rows in bin 1 of a column with two bins. */
  private long second(byte[] codes, int first, int last) {
    long sum = 0;
    for (int i = first; i < last; i++) {
      sum += pairs[i - from] & -(long) codes[rows[i]];
    }
    return sum;
  }

  /**
   * Adds every other row to a second set of bins, so that consecutive additions to one bin wait
   * less for each other.
   */
  private void add(byte[] codes, int used, int first, int last) {
    int i = first;
    for (; i + 1 < last; i += 2) {
      bins[codes[rows[i]] & 0xFF] += pairs[i - from];
      bins[used + (codes[rows[i + 1]] & 0xFF)] += pairs[i + 1 - from];
    }
    if (i < last) {
      bins[codes[rows[i]] & 0xFF] += pairs[i - from];
    }
  }

  /** Packs a number of copies of one row and its class, 0 or 1. */
  static long packed(long count, int label) {
    return count | ((count * label) << HALF);
  }

  /** Unpacks the sums of a bin into {@code cells}. */
  static void write(long pair, double[] cells, int bin) {
    long ones = pair >>> HALF;
    cells[2 * bin] = (pair & LOW) - ones;
    cells[2 * bin + 1] = ones;
  }
}
