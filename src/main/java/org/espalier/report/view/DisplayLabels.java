package org.espalier.report.view;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.journal.StudyRecord;
import org.espalier.study.EntryPoint;
import org.espalier.study.TrialState;

/** Names, states and times in the words of the page. */
public final class DisplayLabels {

  private static final Set<String> ACRONYMS = Set.of("roc", "pr", "rmse", "mse", "mae", "r2", "f1");

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final long MINUTE_SECONDS = 60;

  private static final long HOUR_SECONDS = 3600;

  private DisplayLabels() {}

  /** The metric of a study in words; a function's numbers keep the names that it gave them. */
  static String metric(StudyRecord record) {
    String name = record.summary().result().metric().name();
    return isOfFunction(record) ? name : metric(name);
  }

  /** True if cells are calls of a function, which have steps in place of rows. */
  static boolean isOfFunction(StudyRecord record) {
    return record.opened().request().entryPoint() == EntryPoint.FUNCTION;
  }

  /** A metric's key as words: {@code area-under-roc} is area under ROC. */
  public static String metric(String key) {
    return Arrays.stream(key.split("-", -1))
        .map(word -> ACRONYMS.contains(word) ? word.toUpperCase(Locale.ROOT) : word)
        .collect(Collectors.joining(" "));
  }

  public static String status(String key) {
    return capital(key.replace('-', ' '));
  }

  /** Text with a capital first letter. */
  public static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  static String state(TrialState state) {
    return word(state);
  }

  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A moment, in UTC. */
  static String moment(long millis) {
    return MINUTE.format(Instant.ofEpochMilli(millis));
  }

  /** A span of time in its two largest units. */
  public static String span(double seconds) {
    if (seconds < MINUTE_SECONDS) {
      return FormattedNumber.fixed(seconds, 1).text() + " s";
    }
    long whole = Math.round(seconds);
    if (whole < HOUR_SECONDS) {
      return "%d min %02d s".formatted(whole / MINUTE_SECONDS, whole % MINUTE_SECONDS);
    }
    return "%,d h %02d min".formatted(whole / HOUR_SECONDS, whole % HOUR_SECONDS / MINUTE_SECONDS);
  }

  /** The code that fitted a cell, by its name in the journal. */
  public static String trainer(String name) {
    return switch (name) {
      case "task" -> "one task";
      case "spark" -> "jobs of Spark";
      case "distributed" -> "passes over distributed rows";
      default -> name;
    };
  }
}
