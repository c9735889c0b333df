package org.espalier.train;

/**
 * WELL19937c random number generator, seeded like commons-math3's {@code Well19937c.setSeed(long)}.
 */
final class Well19937 {

  /** Number of 32-bit words of the state: 19937 bits, rounded up. */
  private static final int WORDS = 624;

  private static final int M1 = 70;
  private static final int M2 = 179;
  private static final int M3 = 449;

  private final int[] state = new int[WORDS];
  private int index;

  Well19937(long seed) {
    state[0] = (int) (seed >>> 32);
    state[1] = (int) seed;
    for (int i = 2; i < WORDS; i++) {
      long before = state[i - 2];
      state[i] = (int) (1812433253L * (before ^ (before >> 30)) + i);
    }
  }

  /** Returns a number in [0, 1) with 52 random bits. */
  double nextDouble() {
    long high = (long) (next() >>> 6) << 26;
    return (high | (next() >>> 6)) * 0x1.0p-52;
  }

  private int next() {
    int one = index == 0 ? WORDS - 1 : index - 1;
    int two = one == 0 ? WORDS - 1 : one - 1;
    int v0 = state[index];
    int v1 = state[after(M1)];
    int v2 = state[after(M2)];
    int v3 = state[after(M3)];
    int z0 = (0x80000000 & state[one]) ^ (0x7FFFFFFF & state[two]);
    int z1 = (v0 ^ (v0 << 25)) ^ (v1 ^ (v1 >>> 27));
    int z2 = (v2 >>> 9) ^ (v3 ^ (v3 >>> 1));
    int z3 = z1 ^ z2;
    int z4 = z0 ^ (z1 ^ (z1 << 9)) ^ (z2 ^ (z2 << 21)) ^ (z3 ^ (z3 >>> 21));
    state[index] = z3;
    state[one] = z4;
    state[two] &= 0x80000000;
    index = one;
    z4 ^= (z4 << 7) & 0xe46e1700;
    return z4 ^ ((z4 << 15) & 0x9b868000);
  }

  private int after(int distance) {
    int at = index + distance;
    return at < WORDS ? at : at - WORDS;
  }
}
