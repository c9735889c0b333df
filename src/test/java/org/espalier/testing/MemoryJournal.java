package org.espalier.testing;

import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;

/** A journal in memory, for tests that have no file system. */
public final class MemoryJournal implements JournalStore {

  private final List<StudyEvent> durable;
  private final List<StudyEvent> appended = new ArrayList<>();

  /**
   * @param durable what outlives this store; flushed events are added to it
   */
  public MemoryJournal(List<StudyEvent> durable) {
    this.durable = durable;
  }

  @Override
  public synchronized List<StudyEvent> read() {
    List<StudyEvent> events = new ArrayList<>(durable);
    events.addAll(appended);
    return events;
  }

  @Override
  public synchronized void append(StudyEvent event) {
    appended.add(event);
  }

  @Override
  public synchronized void flush() {
    durable.addAll(appended);
    appended.clear();
  }

  @Override
  public void close() {
    flush();
  }
}
