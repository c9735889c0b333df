package org.espalier.xgboost;

import java.util.regex.Pattern;

/** Messages of XGBoost's own library. */
final class NativeLibrary {

  /** Time and place in the library's sources, before its messages. */
  private static final Pattern PLACE = Pattern.compile("^\\[[\\d:]+] \\S+: ");

  private NativeLibrary() {}

  /** Failure with the first line of the library's message. */
  static IllegalStateException failed(Exception error) {
    String message = String.valueOf(error.getMessage()).strip().lines().findFirst().orElse("");
    return new IllegalStateException("XGBoost: " + PLACE.matcher(message).replaceFirst(""), error);
  }
}
