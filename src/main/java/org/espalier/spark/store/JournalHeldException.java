package org.espalier.spark.store;

import java.io.IOException;

/** Thrown when another driver writes to the journal; the message names it. */
public final class JournalHeldException extends IOException {

  JournalHeldException(String message) {
    super(message);
  }
}
