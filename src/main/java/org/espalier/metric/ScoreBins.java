package org.espalier.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weights of each of two labels by score, in ascending order of keys: a score's own key, or the key
 * without some of its lowest bits.
 *
 * <p>Stored as arrays, as they are sent to the driver for every model; as objects, their
 * serialisation would dominate.
 */
final class ScoreBins implements Serializable {

  /** Key of a bin with several scores; no score has this key, as NaN has one form only. */
  private static final long SEVERAL = Long.MIN_VALUE;

  /** Bin of one score, or of neighbouring ones. */
  record Bin(double positives, double negatives, boolean ofOneScore) {}

  private final long[] keys;
  private final long[] scores;
  private final double[] positives;
  private final double[] negatives;
  private int size = 0;

  private ScoreBins(int capacity) {
    keys = new long[capacity];
    scores = new long[capacity];
    positives = new double[capacity];
    negatives = new double[capacity];
  }

  static ScoreBins none() {
    return new ScoreBins(0);
  }

  /**
   * Counts of scores of weight 1 that are kept apart.
   *
   * @param positive keys of scores with this label, ascending
   * @param negative keys of scores with the other label, ascending
   */
  static ScoreBins of(long[] positive, long[] negative) {
    ScoreBins bins = new ScoreBins(positive.length + negative.length);
    int i = 0;
    int k = 0;
    while (i < positive.length || k < negative.length) {
      boolean first = k == negative.length || (i < positive.length && positive[i] <= negative[k]);
      long key = first ? positive[i++] : negative[k++];
      bins.append(key, key, first ? 1 : 0, first ? 0 : 1);
    }
    return bins.trimmed();
  }

  /**
   * Weights of scores that are kept apart.
   *
   * @param keys keys of scores, in any order
   */
  static ScoreBins of(long[] keys, double[] weights, boolean[] positive) {
    long[] sorted = keys.clone();
    Arrays.sort(sorted);
    ScoreBins bins = new ScoreBins(keys.length);
    for (long key : sorted) {
      bins.append(key, key, 0, 0);
    }
    for (int i = 0; i < keys.length; i++) {
      int bin = Arrays.binarySearch(bins.keys, 0, bins.size, keys[i]);
      (positive[i] ? bins.positives : bins.negatives)[bin] += weights[i];
    }
    return bins.trimmed();
  }

  /** Adds weights to the last bin, or to a new one after it. */
  private void append(long key, long score, double ofPositives, double ofNegatives) {
    if (size == 0 || keys[size - 1] != key) {
      keys[size] = key;
      scores[size] = score;
      size++;
    } else if (scores[size - 1] != score) {
      scores[size - 1] = SEVERAL;
    }
    positives[size - 1] += ofPositives;
    negatives[size - 1] += ofNegatives;
  }

  private void append(ScoreBins from, int bin, int bits) {
    append(from.keys[bin] >> bits, from.scores[bin], from.positives[bin], from.negatives[bin]);
  }

  /** Copy without {@code bits} more of the lowest bits of each key. */
  ScoreBins without(int bits) {
    if (bits == 0) {
      return this;
    }
    ScoreBins coarser = new ScoreBins(size);
    for (int i = 0; i < size; i++) {
      coarser.append(this, i, bits);
    }
    return coarser.trimmed();
  }

  /** Merged counts; both must have dropped the same number of bits. */
  ScoreBins and(ScoreBins other) {
    ScoreBins both = new ScoreBins(size + other.size);
    int i = 0;
    int k = 0;
    while (i < size || k < other.size) {
      if (k == other.size || (i < size && keys[i] <= other.keys[k])) {
        both.append(this, i++, 0);
      } else {
        both.append(other, k++, 0);
      }
    }
    return both.trimmed();
  }

  /** Copy without unused capacity. */
  private ScoreBins trimmed() {
    if (size == keys.length) {
      return this;
    }
    ScoreBins trimmed = new ScoreBins(size);
    for (int i = 0; i < size; i++) {
      trimmed.append(this, i, 0);
    }
    return trimmed;
  }

  /** Minimum number of bits to drop so that at most {@code most} bins are left. */
  int tooFine(int most) {
    int[] lastApart =
        new int
            [Long.SIZE
                + 1]; // by number of bits, neighbours that become equal when that many are dropped
    for (int i = 1; i < size; i++) {
      lastApart[Long.SIZE - Long.numberOfLeadingZeros(keys[i - 1] ^ keys[i])]++;
    }
    int left = size;
    int bits = 0;
    while (left > most) {
      left -= lastApart[++bits];
    }
    return bits;
  }

  /** Bins in descending order of scores. */
  List<Bin> falling() {
    List<Bin> falling = new ArrayList<>(size);
    for (int i = size - 1; i >= 0; i--) {
      falling.add(new Bin(positives[i], negatives[i], scores[i] != SEVERAL));
    }
    return falling;
  }
}
