package org.espalier.spark.store;

import java.io.IOException;

/** Another driver writes to the journal; the message names it. */
public final class JournalHeldException extends IOException {

  JournalHeldException(String message) {
    super(message);
  }
}
