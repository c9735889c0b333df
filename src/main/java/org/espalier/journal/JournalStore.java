package org.espalier.journal;

import java.io.IOException;
import java.util.List;

/** Store of a study's events, in their order; appended to from many threads. */
public interface JournalStore extends AutoCloseable {

  /** All events so far. */
  List<StudyEvent> read() throws IOException;

  /** Adds an event. It is durable at the latest after the next {@link #flush()}. */
  void append(StudyEvent event) throws IOException;

  /** Returns when all that was appended is durable. */
  void flush() throws IOException;

  /**
   * Fails if another driver has taken over the study, and with it the output. Does nothing in a
   * store that only one driver can have.
   */
  default void requireHeld() throws IOException {}

  @Override
  void close() throws IOException;
}
