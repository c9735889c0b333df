package org.espalier.spark.store;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Epoch of a journal: the period in which one driver writes it, as claimed by that driver.
 *
 * @param number from 1
 * @param token part of the names of its files, so that drivers that claimed the same number at the
 *     same time, on a file system without atomic creation, never write to the same file
 * @param at milliseconds since the epoch of the clock
 */
record Epoch(int number, String token, DriverProcess process, long at) {

  private static final String SUFFIX = ".jsonl";
  private static final Pattern NAME =
      Pattern.compile("(epoch|lease)-\\d{6,}\\.json|events-\\d{6,}-\\w+-\\d{6,}\\.jsonl");
  private static final Pattern NUMBER = Pattern.compile("\\d{6,9}");

  /** True if a file has a name of this or another epoch. */
  static boolean isOurs(String name) {
    return NAME.matcher(name).matches();
  }

  /** File of a segment of events; names sort in the order of writing. */
  Path segment(Path folder, int segment) {
    return new Path(folder, "%s%06d%s".formatted(prefix(), segment, SUFFIX));
  }

  /** Number of a segment of its events; -1 if it is none. */
  int segment(String name) {
    String prefix = prefix();
    if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) {
      return -1;
    }
    String number = name.substring(prefix.length(), name.length() - SUFFIX.length());
    return NUMBER.matcher(number).matches() ? Integer.parseInt(number) : -1;
  }

  private String prefix() {
    return "events-%06d-%s-".formatted(number, token);
  }

  /** A record as the text of a small file. */
  static String text(Record content) {
    return RecordJson.tree(content) + "\n";
  }

  /** Record in a small file; empty if there is none, for example while it is being written. */
  static <T extends Record> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.of(RecordJson.read(text, type));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
