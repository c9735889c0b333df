package org.espalier.testing;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sample of the seeds or rows of a test: a fifth of them in {@code mvn verify}, all in the second
 * tier, which sets {@code test.sample=all}. A test that uses it has the tag {@value #TAG}, with
 * which it runs in both.
 */
public final class Sample {

  /** JUnit tag of tests that run on a sample in the first tier and on everything in the second. */
  public static final String TAG = "sampled";

  private static final int SHARE = 5;

  private static final boolean ALL = "all".equals(System.getProperty("test.sample"));

  private Sample() {}

  /** Number of rounds of which the second tier runs {@code all}; at least 1. */
  public static int rounds(int all) {
    return ALL ? all : Math.max(1, all / SHARE);
  }

  /** Step by which the first tier goes through {@code all} seeds or places; 1 in the second. */
  public static int step() {
    return ALL ? 1 : SHARE;
  }

  /** The first of every five rows, or all. */
  public static <T> Stream<T> rows(List<T> all) {
    return IntStream.range(0, all.size()).filter(i -> ALL || i % SHARE == 0).mapToObj(all::get);
  }
}
