package org.espalier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.spark.store.UnreadableJournalException;
import org.espalier.spec.InvalidStudyException;

/** What became of changed inputs: read, refused in our own words, or neither. */
final class FuzzTally {

  private static final int SHOWN = 5;

  private final Map<String, String> examples = new LinkedHashMap<>(); // by where it broke
  private int broke = 0;
  private int read = 0;
  private int refused = 0;
  private long slowestNanos = 0;

  /** Reads something. */
  interface Attempt {
    Object read() throws IOException;
  }

  void attempt(Attempt attempt, byte[] input) {
    long start = System.nanoTime();
    try {
      attempt.read();
      read++;
    } catch (InvalidStudyException | UnreadableJournalException e) {
      refused++;
    } catch (Exception | StackOverflowError e) { // Spark throws checked ones undeclared
      broke++;
      List<StackTraceElement> where = Arrays.stream(e.getStackTrace()).limit(6).toList();
      examples.putIfAbsent(
          where.toString(),
          "      %s at %s%n        %s%n"
              .formatted(
                  e, where, new String(input, StandardCharsets.UTF_8).lines().limit(3).toList()));
    }
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
  }

  String text(String what) {
    return String.format(
        Locale.ROOT,
        "fuzz: %,d %s: %,d read, %,d refused, %,d broke (target 0); the slowest took %.0f ms%n%s",
        read + refused + broke,
        what,
        read,
        refused,
        broke,
        slowestNanos / 1e6,
        examples.values().stream().limit(SHOWN).collect(Collectors.joining()));
  }
}
