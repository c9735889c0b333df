package org.espalier.report.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.espalier.numeric.Decimals;

/**
 * Number as the page shows it.
 *
 * @param text four significant digits, or as many decimals as its neighbours
 * @param exact the number in full
 */
public record FormattedNumber(String text, String exact) {

  private static final int DIGITS = 4;

  /** Significant digits of an error: more are noise. */
  private static final int ERROR_DIGITS = 2;

  /** Limit below which a fraction is written with a power of ten. */
  private static final double TINY = 1e-4;

  private static final double HUGE = 1e7;

  private static final double PERCENT = 100;

  /**
   * Maximum number of characters of a fraction without a power of ten: -0.00001234 is readable,
   * longer ones are not.
   */
  private static final int PLAIN = 11;

  /**
   * Number of decimals of an estimate: two significant digits of its error, or four of its own if
   * its error is 0; none from 1,000 on.
   *
   * @param error 0 if it is not known
   */
  public static int decimals(double value, double error) {
    int own = decimals(value);
    return error > 0 ? Math.min(own + ERROR_DIGITS, digits(error, ERROR_DIGITS)) : own;
  }

  /** Number of decimals for four significant digits of a value; none from 1,000 on. */
  static int decimals(double value) {
    return digits(value, DIGITS);
  }

  private static int digits(double value, int digits) {
    return value == 0 || !Double.isFinite(value)
        ? DIGITS - 1
        : Math.max(0, Math.min(Decimals.forDigits(value, digits), DIGITS + DIGITS));
  }

  /** Number with the given decimals, or more if it would be shown as 0. */
  public static FormattedNumber fixed(double value, int decimals) {
    String exact = String.valueOf(value);
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return new FormattedNumber(exact, exact);
    }
    if (size >= HUGE || (size > 0 && size < TINY && size < Math.pow(10, -decimals))) {
      return new FormattedNumber(minus(String.format(Locale.ROOT, "%.3e", value)), exact);
    }
    BigDecimal rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
    return new FormattedNumber(
        minus(String.format(Locale.ROOT, "%,." + decimals + "f", rounded)), exact);
  }

  /** Error of an estimate, written as the estimate is: with the same decimals or a power of ten. */
  static FormattedNumber error(double error, double estimate, int decimals) {
    boolean power = fixed(estimate, decimals).text().contains("e");
    String text = String.format(Locale.ROOT, power ? "%.3e" : "%,." + decimals + "f", error);
    return new FormattedNumber(minus(text), String.valueOf(error));
  }

  /** A difference: with its sign, also where it is positive; 0 if it vanishes in its decimals. */
  public static FormattedNumber signed(double value, int decimals) {
    boolean vanishes = Math.abs(value) < Math.pow(10, -decimals) / 2;
    FormattedNumber plain = fixed(vanishes ? 0.0 : value, decimals);
    return new FormattedNumber(
        (value > 0 && !vanishes ? "+" : "") + plain.text(), String.valueOf(value + 0.0));
  }

  public static FormattedNumber count(long value) {
    String text = minus(String.format(Locale.ROOT, "%,d", value));
    return new FormattedNumber(text, String.valueOf(value));
  }

  /** A share in [0, 1] as a percentage. */
  public static FormattedNumber percent(double share) {
    BigDecimal rounded = new BigDecimal(share * PERCENT).round(new MathContext(3));
    int decimals = Math.min(2, Math.max(0, rounded.stripTrailingZeros().scale()));
    return new FormattedNumber(
        minus(String.format(Locale.ROOT, "%." + decimals + "f", rounded)) + " %",
        share * PERCENT + " %");
  }

  /** Value of a configuration: real numbers are shortened, all others are unchanged. */
  public static FormattedNumber value(Object value) {
    String text = String.valueOf(value);
    if (!(value instanceof Double)) {
      return new FormattedNumber(text, text);
    }
    BigDecimal rounded = new BigDecimal(text).round(new MathContext(DIGITS)).stripTrailingZeros();
    String plain = rounded.toPlainString();
    String shown = plain.length() <= PLAIN ? plain : rounded.toString();
    return new FormattedNumber(minus(shown.replace("E+", "e").replace('E', 'e')), text);
  }

  private static String minus(String text) {
    return text.replace('-', '\u2212');
  }
}
