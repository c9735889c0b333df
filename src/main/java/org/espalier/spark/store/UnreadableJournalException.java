package org.espalier.spark.store;

import java.io.IOException;

/**
 * Exception for a journal that is damaged or of a higher format. The message gives the location and
 * a remedy.
 */
public final class UnreadableJournalException extends IOException {

  /**
   * @param where file and line
   * @param wrong problem
   * @param right remedy
   */
  UnreadableJournalException(String where, String wrong, String right) {
    super("%s: %s; %s".formatted(where, wrong, right));
  }
}
