package org.espalier.engine;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyEvent;
import org.espalier.testing.MemoryJournal;
import org.espalier.tune.JournalRecorder;

/** Sessions whose journal is in memory. */
public final class MemorySession {

  private MemorySession() {}

  /**
   * Session of a study.
   *
   * @param events what is recorded; what the session records is added to it
   */
  public static StudySession of(
      StudySession.Asked asked, List<StudyEvent> events, InstantSource clock) throws IOException {
    JournalRecorder recorder = JournalRecorder.open(new MemoryJournal(events), clock);
    return StudySession.of(asked, recorder, clock, clock.instant(), Optional.empty());
  }
}
