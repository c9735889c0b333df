package org.espalier.ml;

import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;

/** Journal in memory, for the duration of its fit. */
final class MemoryJournal implements JournalStore {

  private final List<StudyEvent> events = new ArrayList<>();

  @Override
  public synchronized List<StudyEvent> read() {
    return List.copyOf(events);
  }

  @Override
  public synchronized void append(StudyEvent event) {
    events.add(event);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
