package org.espalier.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.study.Seed;

/**
 * Scrambled Sobol sequence: points that fill the unit cube more evenly than random ones. The first
 * 2^k of them have, in each dimension, one in each of 2^k equal intervals (Sobol, 1967; direction
 * numbers of Joe and Kuo, SIAM J. Sci. Comput. 30 (2008)).
 *
 * <p>Owen's scrambling (J. Complexity 14 (1998)): each bit of a coordinate is flipped or not by a
 * draw that depends on the bits above it, which keeps the intervals and makes each point uniform.
 */
record SobolSequence(int dimensions, Seed seed) {

  /** Dimensions of the table; those beyond are independent and uniform. */
  static final int TABULATED = 128;

  private static final int BITS = 32;
  private static final String TABLE = "joe-kuo-6.21201.txt";
  private static final long[][] DIRECTIONS = directions();

  /**
   * The coordinates of a point, in (0, 1).
   *
   * @param index from 0
   */
  List<Double> point(int index) {
    List<Double> point = new ArrayList<>();
    for (int d = 0; d < dimensions; d++) {
      Seed own = seed.child("dimension", d);
      long bits =
          d < TABULATED ? scrambled(bits(index, d), own) : own.child("point", index).value() >>> 32;
      point.add((bits + 0.5) / (1L << BITS));
    }
    return point;
  }

  /** A coordinate times 2^32 without a scramble; points in the order of the Gray code. */
  static long bits(int index, int dimension) {
    long bits = 0;
    int rest = index ^ (index >>> 1);
    for (int j = 0; rest != 0; j++, rest >>>= 1) {
      if ((rest & 1) != 0) {
        bits ^= DIRECTIONS[dimension][j];
      }
    }
    return bits;
  }

  private static long scrambled(long bits, Seed seed) {
    long scrambled = 0;
    for (int level = 0; level < BITS; level++) {
      int place = BITS - 1 - level;
      long above = bits >>> (place + 1);
      long flip = seed.child("bit", ((long) level << BITS) | above).value() >>> 63;
      scrambled |= (((bits >>> place) & 1) ^ flip) << place;
    }
    return scrambled;
  }

  private static long[][] directions() {
    List<long[]> directions = new ArrayList<>();
    long[] first = new long[BITS];
    Arrays.setAll(first, j -> 1L << (BITS - 1 - j));
    directions.add(first);
    for (String line : table()) {
      int[] numbers = Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray();
      directions.add(directions(numbers[0], numbers[1], numbers));
    }
    return directions.toArray(new long[0][]);
  }

  /** The recurrence of Joe and Kuo, equation 2.1, on numbers that are already shifted. */
  private static long[] directions(int degree, int coefficients, int[] line) {
    long[] v = new long[BITS];
    for (int j = 0; j < BITS; j++) {
      if (j < degree) {
        v[j] = (long) line[2 + j] << (BITS - 1 - j);
        continue;
      }
      v[j] = v[j - degree] ^ (v[j - degree] >>> degree);
      for (int k = 1; k < degree; k++) {
        if (((coefficients >>> (degree - 1 - k)) & 1) != 0) {
          v[j] ^= v[j - k];
        }
      }
    }
    return v;
  }

  private static List<String> table() {
    try (InputStream in = SobolSequence.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException("%s is not on the class path.".formatted(TABLE));
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
