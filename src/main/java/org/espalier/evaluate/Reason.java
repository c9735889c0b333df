package org.espalier.evaluate;

import java.util.HashSet;
import java.util.Set;

/** Why something failed, as one line that fits into a table. */
public final class Reason {

  private Reason() {}

  /**
   * The first line of the innermost message there is, behind the type of what was thrown with it.
   */
  public static String of(Throwable thrown) {
    String reason = thrown.getClass().getSimpleName();
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      String message = t.getMessage();
      if (message != null && !message.isBlank()) {
        String line = message.strip().lines().findFirst().orElse("");
        reason = t.getClass().getSimpleName() + ": " + line;
      }
    }
    return reason;
  }
}
