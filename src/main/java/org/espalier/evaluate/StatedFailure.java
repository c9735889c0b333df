package org.espalier.evaluate;

/**
 * Failure of a configuration whose message is the reason to record, word for word: it comes from a
 * user's own function, or contains no values of rows.
 */
public final class StatedFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StatedFailure(String reason) {
    super(reason);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
