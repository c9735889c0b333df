package org.espalier.spark.store;

import java.io.IOException;

/** Exception for a journal that another driver writes to. The message names the driver. */
public final class JournalHeldException extends IOException {

  JournalHeldException(String message) {
    super(message);
  }
}
