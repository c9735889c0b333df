package org.espalier.xgboost;

import java.util.Optional;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.XGBoostJNI;

/** XGBoost's own library: whether it is there, and its messages. */
final class NativeLibrary {

  /** Time and place in the library's sources, before its messages. */
  private static final Pattern PLACE = Pattern.compile("^\\[[\\d:]+] \\S+: ");

  private NativeLibrary() {}

  /** Reason for which the library cannot be used, and what to do; empty if it can. */
  static Optional<String> problem() {
    try {
      XGBoostJNI.XGBGetLastError(); // loads the native library
      return Optional.empty();
    } catch (ExceptionInInitializerError | UnsatisfiedLinkError e) {
      return Optional.of(
          "XGBoost's native library cannot be loaded here; a system with glibc and libgomp");
    } catch (NoClassDefFoundError e) {
      return Optional.of(
          "XGBoost is not on the class path; espalier-xgboost.jar, or xgboost4j of 3.1 or later");
    }
  }

  /** Failure with the first line of the library's message. */
  static IllegalStateException failed(Exception error) {
    String message = String.valueOf(error.getMessage()).strip().lines().findFirst().orElse("");
    return new IllegalStateException("XGBoost: " + PLACE.matcher(message).replaceFirst(""), error);
  }
}
