package org.espalier.job;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.plan.StudySpace;
import org.espalier.space.Configuration;

/** Text forms of numbers, durations and configurations on the terminal. */
final class ConsoleFormat {

  /** Enough to tell two scores apart, and few enough to read. */
  private static final int DIGITS = 4;

  /** A real number as {@link Double#toString(double)} writes it; a whole one has no point. */
  private static final Pattern FRACTION = Pattern.compile("-?[0-9]+\\.[0-9]+(E-?[0-9]+)?");

  private ConsoleFormat() {}

  static String text(double score) {
    return BigDecimal.valueOf(score).round(new MathContext(DIGITS)).toPlainString();
  }

  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
        : "%d h %02d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }

  /** The learner and its values, without the learner's name before each. */
  static String text(Configuration configuration) {
    Object learner = configuration.values().get(StudySpace.LEARNER);
    String prefix = learner + ".";
    String values =
        configuration.values().entrySet().stream()
            .filter(entry -> !entry.getKey().equals(StudySpace.LEARNER))
            .map(
                entry ->
                    (entry.getKey().startsWith(prefix)
                            ? entry.getKey().substring(prefix.length())
                            : entry.getKey())
                        + " = "
                        + text(entry.getValue()))
            .collect(Collectors.joining(", "));
    return values.isEmpty() ? String.valueOf(learner) : learner + ": " + values;
  }

  static String text(Map<String, ?> configuration) {
    return configuration.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + rounded(String.valueOf(entry.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** A value as the tables hold it, with as many digits as are worth reading. */
  private static String rounded(String value) {
    return FRACTION.matcher(value).matches() ? text(Double.parseDouble(value)) : value;
  }

  private static String text(Object value) {
    return value instanceof Double real ? text(real.doubleValue()) : String.valueOf(value);
  }
}
