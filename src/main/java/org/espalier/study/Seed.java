package org.espalier.study;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Node in a tree of seeds. Each use derives its own seed by purpose and index, so that order of
 * arrival, parallelism and resume do not change a random draw.
 */
public record Seed(long value) {

  /** The golden-ratio increment of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** The seed for one use. */
  public Seed child(String purpose, long index) {
    long hash = mix(value); // so that neighbouring seeds and letters do not meet
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash + GAMMA + purpose.charAt(i));
    }
    return new Seed(mix(hash + GAMMA * (index + 1)));
  }

  /** A fresh generator that starts from this seed. */
  public RandomGenerator random() {
    return new SplittableRandom(value);
  }

  /** The finaliser of SplitMix64, variant 13 of Stafford's mixers. */
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
