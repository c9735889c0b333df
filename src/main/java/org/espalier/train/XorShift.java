package org.espalier.train;

/**
 * 64-bit xorshift random number generator, equal to Spark's {@code
 * org.apache.spark.util.random.XORShiftRandom}.
 */
public final class XorShift {

  /** Seed that Scala's {@code MurmurHash3} uses for arrays. */
  private static final int ARRAY_SEED = 0x3c074a61;

  private static final double UNIT = 0x1.0p-53;

  private long state;

  public XorShift(long seed) {
    long low = hash(seed, ARRAY_SEED);
    long high = hash(seed, (int) low);
    this.state = (high << 32) | (low & 0xFFFFFFFFL);
  }

  /** Returns a number from the whole range of int. */
  public int nextInt() {
    return next(32);
  }

  /** Returns a number in [0, 1) with 53 random bits. */
  public double nextDouble() {
    return (((long) next(26) << 27) + next(27)) * UNIT;
  }

  private int next(int bits) {
    long x = state ^ (state << 21);
    x ^= x >>> 35;
    x ^= x << 4;
    state = x;
    return (int) (x & ((1L << bits) - 1));
  }

  /**
   * Computes the MurmurHash3 (x86, 32 bits) of the eight bytes of a number, the highest byte first.
   */
  private static int hash(long number, int seed) {
    int h = mix(seed, Integer.reverseBytes((int) (number >>> 32)));
    h = mix(h, Integer.reverseBytes((int) number));
    h ^= Long.BYTES;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  private static int mix(int hash, int word) {
    int h = hash ^ (Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593);
    return Integer.rotateLeft(h, 13) * 5 + 0xe6546b64;
  }
}
