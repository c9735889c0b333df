package org.espalier.numeric;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimals of numbers that are shown. */
public final class Decimals {

  private Decimals() {}

  /**
   * Number of decimals of so many significant digits; negative if the last of them stands before
   * the point, 0 for 0.
   *
   * @param value finite
   */
  public static int forDigits(double value, int digits) {
    BigDecimal exact = BigDecimal.valueOf(value);
    return value == 0 ? 0 : digits - (exact.precision() - exact.scale());
  }

  /** A finite number with so many decimals. */
  public static String text(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }
}
