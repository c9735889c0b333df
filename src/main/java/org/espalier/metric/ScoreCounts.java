package org.espalier.metric;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of each of two labels by score, or by bins of neighbouring scores if there are too many.
 *
 * <p>Neighbours are scores that differ only in the lowest bits, of which as few as necessary are
 * dropped. The result therefore depends on the scores alone, and neither on the partitions nor on
 * the order of merges: no part needs to drop more bits than the whole.
 */
public final class ScoreCounts implements Serializable {

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
  public static ScoreCounts none(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("most: %d is below 2.".formatted(most));
    }
    return new ScoreCounts(most, 0, ScoreBins.none());
  }

  /** Merged counts. */
  public ScoreCounts merge(ScoreCounts other) {
    int bits = Math.max(dropped, other.dropped);
    return new ScoreCounts(
        most, bits, bins.without(bits - dropped).and(other.bins.without(bits - other.dropped)));
  }

  /** Bins in descending order of scores. */
  List<ScoreBins.Bin> bins() {
    return bins.falling();
  }

  /** Counter that takes one score after the other. */
  public static final class Counter {

    /** Number of scores of each label that are sorted at a time, half a megabyte. */
    private static final int PENDING = 1 << 16;

    private final long[] positives = new long[PENDING];
    private final long[] negatives = new long[PENDING];
    private int positive = 0;
    private int negative = 0;
    private ScoreCounts counted;

    /**
     * @param most as for {@link ScoreCounts#none(int)}
     */
    public Counter(int most) {
      counted = none(most);
    }

    public void add(double score, boolean isPositive) {
      if (isPositive) {
        positives[positive++] = key(score);
      } else {
        negatives[negative++] = key(score);
      }
      if (positive == PENDING || negative == PENDING) {
        count();
      }
    }

    /** Key whose order is that of scores by {@link Double#compare}. */
    private static long key(double score) {
      long bits = Double.doubleToLongBits(score);
      return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
    }

    private void count() {
      ScoreBins pending = ScoreBins.of(sorted(positives, positive), sorted(negatives, negative));
      counted = counted.merge(new ScoreCounts(counted.most, 0, pending));
      positive = 0;
      negative = 0;
    }

    private static long[] sorted(long[] keys, int count) {
      long[] sorted = Arrays.copyOf(keys, count);
      Arrays.sort(sorted);
      return sorted;
    }

    public ScoreCounts counts() {
      count();
      return counted;
    }
  }
}
