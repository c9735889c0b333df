package org.espalier.spark.sharing;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * How often scores come with each of two labels: by score, or by neighbouring scores where there
 * are too many.
 *
 * <p>Neighbours are scores that differ only in the last bits, as many of them as it takes. So what
 * comes out depends on the scores alone, and neither on how rows are partitioned nor on the order
 * in which parts are merged: no part ever needs to drop more bits than the whole.
 */
final class ScoreCounts implements Serializable {

  /** Of a bin with several scores; no score has this key, as a NaN has one form only. */
  private static final long SEVERAL = Long.MIN_VALUE;

  /** One score, or neighbouring ones. */
  record Bin(long positives, long negatives, boolean ofOneScore) {}

  private final int most;
  private int dropped;

  /** Of each bin: its key without the bits that were dropped, and what it holds. */
  private HashMap<Long, Content> bins = new HashMap<>();

  private static final class Content implements Serializable {
    private long score;
    private long positives;
    private long negatives;

    void add(Content other) {
      boolean same = positives + negatives == 0 || score == other.score;
      score = same ? other.score : SEVERAL;
      positives += other.positives;
      negatives += other.negatives;
    }
  }

  /**
   * @param most bins that are kept apart, at least 2: scores of either sign
   */
  ScoreCounts(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("most: %d is below 2.".formatted(most));
    }
    this.most = most;
  }

  /** Order of these is that of scores, as {@link Double#compare} has it. */
  private static long key(double score) {
    long bits = Double.doubleToLongBits(score);
    return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
  }

  void add(double score, boolean positive) {
    Content one = new Content();
    one.score = key(score);
    one.positives = positive ? 1 : 0;
    one.negatives = positive ? 0 : 1;
    add(one.score >> dropped, one);
    fit();
  }

  /** Adds what another part has counted, which is not used any more. */
  ScoreCounts merge(ScoreCounts other) {
    dropTo(Math.max(dropped, other.dropped));
    int more = dropped - other.dropped;
    other.bins.forEach((key, content) -> add(key >> more, content));
    fit();
    return this;
  }

  private void add(long key, Content content) {
    bins.computeIfAbsent(key, k -> new Content()).add(content);
  }

  private void dropTo(int bits) {
    if (bits > dropped) {
      HashMap<Long, Content> finer = bins;
      int more = bits - dropped;
      bins = new HashMap<>();
      dropped = bits;
      finer.forEach((key, content) -> add(key >> more, content));
    }
  }

  /** Drops the fewest bits that leave no more bins than wanted. */
  private void fit() {
    if (bins.size() <= most) {
      return;
    }
    long[] keys = bins.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    int[] lastApart = new int[Long.SIZE + 1]; // how many neighbours are one from so many bits on
    for (int i = 1; i < keys.length; i++) {
      lastApart[Long.SIZE - Long.numberOfLeadingZeros(keys[i - 1] ^ keys[i])]++;
    }
    int left = keys.length;
    int more = 0;
    while (left > most) {
      left -= lastApart[++more];
    }
    dropTo(dropped + more);
  }

  /** By falling score. */
  List<Bin> bins() {
    return new TreeMap<>(bins)
        .descendingMap().values().stream()
            .map(bin -> new Bin(bin.positives, bin.negatives, bin.score != SEVERAL))
            .toList();
  }
}
