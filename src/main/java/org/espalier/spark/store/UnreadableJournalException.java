package org.espalier.spark.store;

import java.io.IOException;

/**
 * Thrown when a journal is damaged or of a higher format; the message says where, and what to do.
 */
public final class UnreadableJournalException extends IOException {

  /**
   * @param where file and line
   */
  UnreadableJournalException(String where, String wrong, String right) {
    super("%s: %s; %s".formatted(where, wrong, right));
  }
}
