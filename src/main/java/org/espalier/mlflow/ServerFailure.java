package org.espalier.mlflow;

import java.io.IOException;

/** Failure of a request to an MLflow server, in words that name no secret. */
public final class ServerFailure extends IOException {

  private static final long serialVersionUID = 1;

  /** Consequence of a failure. */
  enum Consequence {
    /** Another time it may succeed: no answer, too many requests, or not allowed in. */
    AWAY,
    /** The server will never take this request. */
    REFUSED,
    /** The run or the experiment is not there, or deleted. */
    GONE
  }

  private final Consequence kind;
  private final long waitMillis;

  ServerFailure(Consequence kind, String message) {
    this(kind, message, 0);
  }

  /**
   * @param waitMillis time after which the server asks to be tried again; 0 if it does not say
   */
  ServerFailure(Consequence kind, String message, long waitMillis) {
    super(message);
    this.kind = kind;
    this.waitMillis = waitMillis;
  }

  Consequence kind() {
    return kind;
  }

  long waitMillis() {
    return waitMillis;
  }
}
