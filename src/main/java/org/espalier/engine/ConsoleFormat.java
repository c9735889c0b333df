package org.espalier.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.numeric.Decimals;
import org.espalier.space.Configuration;

/** Text forms of numbers, durations and configurations in messages and on the terminal. */
public final class ConsoleFormat {

  /** Enough to tell two scores apart, and few enough to read. */
  private static final int DIGITS = 4;

  /** Significant digits of a score, beyond which an error is one of rounding. */
  private static final int EXACT = 10;

  private ConsoleFormat() {}

  /** A number with {@value #DIGITS} significant digits. */
  public static String text(double score) {
    return BigDecimal.valueOf(score).round(new MathContext(DIGITS)).toPlainString();
  }

  /**
   * An estimate and its standard error with the same number of decimals: as many as the estimate
   * has with {@value #DIGITS} significant digits, or more if the error would be shown as 0.
   */
  public static String text(double estimate, double error) {
    if (!Double.isFinite(error)) {
      return text(estimate) + " ± " + error;
    }
    int exact = estimate == 0 ? Integer.MAX_VALUE : Decimals.forDigits(estimate, EXACT);
    int shown = Math.max(Decimals.forDigits(estimate, DIGITS), Decimals.forDigits(error, 1));
    int decimals = Math.max(0, Math.min(shown, exact));
    return Decimals.text(estimate, decimals) + " ± " + Decimals.text(error, decimals);
  }

  /** A duration in seconds, minutes or hours. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
        : "%d h %02d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }

  /** The learner, if there is one, and its values, without the learner's name before each. */
  public static String text(Configuration configuration) {
    return Stream.of(configuration.learner(), text(configuration.params()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(": "));
  }

  /** Values by param, real numbers with {@value #DIGITS} significant digits. */
  public static String text(Map<String, Object> params) {
    return params.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + text(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String text(Object value) {
    return value instanceof Double real ? text(real.doubleValue()) : String.valueOf(value);
  }
}
