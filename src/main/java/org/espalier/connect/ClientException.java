package org.espalier.connect;

/**
 * Failure as a client reads it. It has no stack trace and no cause, because Spark Connect sends
 * both along, and PySpark prints them below the message.
 */
final class ClientException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /**
   * @param message lines of the form {@code where: path: what is wrong; what would be right}
   */
  ClientException(String message) {
    super(message);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is no state to fill in
  public Throwable fillInStackTrace() {
    return this;
  }

  /** Ignores the trace, which Spark sets to that of the thread that waits for a command. */
  @Override
  public void setStackTrace(StackTraceElement[] trace) {}
}
