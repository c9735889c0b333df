package org.espalier.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Range of numbers.
 *
 * @param isAbove true if the lower end is not part of it
 * @param isBelow true if the upper end is not part of it
 */
record NumberRange(double from, boolean isAbove, double to, boolean isBelow) {

  static final NumberRange ALL =
      new NumberRange(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

  /** This range within that of the type int. */
  NumberRange of32Bits() {
    return new NumberRange(
        Math.max(from, Integer.MIN_VALUE), false, Math.min(to, Integer.MAX_VALUE), false);
  }

  boolean contains(double number) {
    return (isAbove ? number > from : number >= from) && (isBelow ? number < to : number <= to);
  }

  /** Text after "a number", for example "above 0"; empty for the range of all numbers. */
  String text() {
    List<String> ends = new ArrayList<>();
    if (Double.isFinite(from) && from != Integer.MIN_VALUE) {
      ends.add((isAbove ? "above " : "of at least ") + plain(from));
    }
    if (Double.isFinite(to) && to != Integer.MAX_VALUE) {
      ends.add((isBelow ? "below " : "of at most ") + plain(to));
    }
    return String.join(" and ", ends);
  }

  private static String plain(double end) {
    return end == Math.rint(end) ? "%,d".formatted((long) end) : String.valueOf(end);
  }
}
