package org.espalier.spark.store;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Epoch of a journal: the period in which one driver writes it, as claimed by that driver.
 *
 * @param number number of the epoch, from 1
 * @param token part of the names of the epoch's files. Drivers that claim the same number at the
 *     same time, on a file system without atomic creation, thus never write to the same file.
 * @param process process of the driver
 * @param at time of the claim, in milliseconds since the epoch of the clock
 */
record Epoch(int number, String token, DriverProcess process, long at) {

  private static final String SUFFIX = ".jsonl";
  private static final Pattern NAME =
      Pattern.compile("(epoch|lease)-\\d{6,}\\.json|events-\\d{6,}-\\w+-\\d{6,}\\.jsonl");
  private static final Pattern NUMBER = Pattern.compile("\\d{6,9}");

  /** Returns true if a file name has the form of a journal file, of any epoch. */
  static boolean isOurs(String name) {
    return NAME.matcher(name).matches();
  }

  /** Returns the file of a segment of events. Names sort in the order of writing. */
  Path segment(Path folder, int segment) {
    return new Path(folder, "%s%06d%s".formatted(prefix(), segment, SUFFIX));
  }

  /** Returns the number of the epoch's segment in a file; -1 if the file is not such a segment. */
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

  /** Returns the text of a small file that contains a record. */
  static String text(Record content) {
    return RecordJson.tree(content) + "\n";
  }

  /**
   * Reads a record from the text of a small file; empty if the text is not complete, for example
   * while it is being written.
   */
  static <T extends Record> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.of(RecordJson.read(text, type));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
