package org.espalier.metric;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Weights of each of two labels by score, or by bins of neighbouring scores if there are too many.
 *
 * <p>Neighbours are scores that differ only in the lowest bits, of which as few as necessary are
 * dropped. The result therefore depends on the scores alone, and neither on the partitions nor on
 * the order of merges: no part needs to drop more bits than the whole.
 */
final class ScoreCounts implements Serializable {

  private final int most;
  private final int dropped;
  private final ScoreBins bins;

  private ScoreCounts(int most, int dropped, ScoreBins bins) {
    this.most = most;
    int more = bins.tooFine(most);
    this.dropped = dropped + more;
    this.bins = bins.without(more);
  }

  /**
   * Counts without scores.
   *
   * @param most maximum number of bins, at least 2: scores of either sign
   */
  static ScoreCounts none(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("most: %d is below 2.".formatted(most));
    }
    return new ScoreCounts(most, 0, ScoreBins.none());
  }

  ScoreCounts merge(ScoreCounts other) {
    int bits = Math.max(dropped, other.dropped);
    return new ScoreCounts(
        most, bits, bins.without(bits - dropped).and(other.bins.without(bits - other.dropped)));
  }

  /** Bins in descending order of scores. */
  List<ScoreBins.Bin> bins() {
    return bins.falling();
  }

  /** Counter that takes one score after the other. */
  static final class Counter implements Serializable {

    private static final long serialVersionUID = 1;

    /** Number of scores that are sorted at a time, about a megabyte. */
    private static final int PENDING = 1 << 16;

    private static final int FIRST = 1 << 6;

    private long[] keys = {};
    private double[] weights = {};
    private boolean[] positives = {};
    private int size = 0;
    private boolean unweighted = true;
    private ScoreCounts counted;

    /**
     * @param most as for {@link ScoreCounts#none(int)}
     */
    Counter(int most) {
      counted = none(most);
    }

    void add(double score, boolean isPositive, double weight) {
      if (size == keys.length) {
        resize(Math.max(FIRST, 2 * size));
      }
      keys[size] = key(score);
      positives[size] = isPositive;
      weights[size++] = weight;
      unweighted &= weight == 1;
      if (size == PENDING) {
        count();
      }
    }

    private void resize(int length) {
      keys = Arrays.copyOf(keys, length);
      weights = Arrays.copyOf(weights, length);
      positives = Arrays.copyOf(positives, length);
    }

    /** Key whose order is that of scores by {@link Double#compare}, but 0 and -0 are equal. */
    private static long key(double score) {
      long bits = Double.doubleToLongBits(score + 0.0);
      return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
    }

    private void count() {
      if (size == 0) {
        return;
      }
      ScoreBins pending =
          unweighted
              ? ScoreBins.of(sorted(true), sorted(false))
              : ScoreBins.of(
                  Arrays.copyOf(keys, size),
                  Arrays.copyOf(weights, size),
                  Arrays.copyOf(positives, size));
      counted = counted.merge(new ScoreCounts(counted.most, 0, pending));
      size = 0;
      unweighted = true;
    }

    /** Keys of scores with one of the labels. */
    private long[] sorted(boolean isPositive) {
      long[] sorted = new long[size];
      int count = 0;
      for (int i = 0; i < size; i++) {
        if (positives[i] == isPositive) {
          sorted[count++] = keys[i];
        }
      }
      long[] all = Arrays.copyOf(sorted, count);
      Arrays.sort(all);
      return all;
    }

    void merge(Counter other) {
      counted = counts().merge(other.counts());
    }

    /** Counts of all scores so far, without unused capacity. */
    ScoreCounts counts() {
      count();
      resize(0);
      return counted;
    }
  }
}
