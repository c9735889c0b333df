package org.espalier.numeric;

import java.util.Locale;

/** Number of things in words: 1 trial, 2 trials, 1,000 classes. */
public final class CountedNoun {

  private CountedNoun() {}

  /**
   * The number with its noun.
   *
   * @param thing noun in the singular, the last of its words if there are several
   */
  public static String of(long number, String thing) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? thing : plural(thing));
  }

  private static String plural(String thing) {
    if (thing.endsWith("s")) {
      return thing + "es";
    }
    return thing.endsWith("y") ? thing.substring(0, thing.length() - 1) + "ies" : thing + "s";
  }
}
