package org.espalier.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.OptionalDouble;
import org.espalier.numeric.Decimals;
import org.espalier.study.StandardError;

/**
 * Mean of a score over folds, or of a difference of two scores.
 *
 * @param error standard error of the mean; empty for a single fold
 * @param folds number of folds
 */
public record ScoreEstimate(double mean, OptionalDouble error, int folds) {

  /** Significant digits of an error; more would claim to know the error itself. */
  private static final int ERROR_DIGITS = 2;

  /** Significant digits of a number whose error is not known. */
  private static final int DIGITS = 4;

  /** Significant digits of a score, beyond which an error is one of rounding. */
  private static final int EXACT = 10;

  /**
   * Estimate from the values by fold.
   *
   * @param values at least one
   */
  public static ScoreEstimate of(Collection<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    double sum = 0;
    for (double value : all) {
      sum += value;
    }
    return new ScoreEstimate(sum / all.length, StandardError.of(all), all.length);
  }

  /** Mean and standard error, with two significant digits of the error. */
  @Override
  public String toString() {
    if (error.isEmpty()) {
      return digits(mean);
    }
    return text(mean) + " ± " + (isExact() ? "0" : Decimals.text(error.getAsDouble(), decimals()));
  }

  /** A score of the same rung, with as many decimals as the mean. */
  String text(double score) {
    return isExact() ? digits(score) : Decimals.text(score, decimals());
  }

  /** True if no error says how many decimals there are: there is none, or one of rounding. */
  private boolean isExact() {
    double known = error.orElse(0);
    return known <= Math.abs(mean) * Math.pow(10, -EXACT);
  }

  /** Decimals of an error that is above 0. */
  private int decimals() {
    return Math.max(0, Decimals.forDigits(error.orElseThrow(), ERROR_DIGITS));
  }

  /** A number with four significant digits. */
  static String digits(double value) {
    return number(BigDecimal.valueOf(value).round(new MathContext(DIGITS)).doubleValue());
  }

  /** Value of a parameter: real numbers with four significant digits, any other as it is. */
  static String value(Object value) {
    return value instanceof Double real ? digits(real.doubleValue()) : String.valueOf(value);
  }

  /** A number in full. */
  private static String number(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    String plain = exact.toPlainString();
    int longest = 10; // characters; longer ones have a power of ten
    return plain.length() <= longest ? plain : exact.toString().replace('E', 'e');
  }
}
