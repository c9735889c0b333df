package org.espalier.spark.sharing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How often scores come with each of two labels, by rising key: a score's own, or what is left of
 * it without some of its bits.
 *
 * <p>Arrays, as these are sent to the driver for every model: as 100,000 objects that took most of
 * a score's time.
 */
final class ScoreBins implements Serializable {

  /** Of a bin with several scores; no score has this key, as a NaN has one form only. */
  private static final long SEVERAL = Long.MIN_VALUE;

  /** One score, or neighbouring ones. */
  record Bin(long positives, long negatives, boolean ofOneScore) {}

  private final long[] keys;
  private final long[] scores;
  private final long[] positives;
  private final long[] negatives;
  private int size = 0;

  private ScoreBins(int capacity) {
    keys = new long[capacity];
    scores = new long[capacity];
    positives = new long[capacity];
    negatives = new long[capacity];
  }

  static ScoreBins none() {
    return new ScoreBins(0);
  }

  /**
   * Of scores each on its own.
   *
   * @param positive keys of scores with this label, rising
   * @param negative keys of scores with the other label, rising
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

  /** Adds what belongs into the last bin or behind it. */
  private void append(long key, long score, long ofPositives, long ofNegatives) {
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

  /** The same without so many more bits of each key. */
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

  /** Both together; of neither may more bits be dropped than of the other. */
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

  /** Without the room that was not needed. */
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

  /** The fewest bits to drop that leave no more bins than wanted. */
  int tooFine(int most) {
    int[] lastApart = new int[Long.SIZE + 1]; // how many neighbours are one from so many bits on
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

  /** By falling score. */
  List<Bin> falling() {
    List<Bin> falling = new ArrayList<>(size);
    for (int i = size - 1; i >= 0; i--) {
      falling.add(new Bin(positives[i], negatives[i], scores[i] != SEVERAL));
    }
    return falling;
  }
}
