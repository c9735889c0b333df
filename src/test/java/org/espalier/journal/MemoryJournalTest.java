package org.espalier.journal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.testing.JournalStoreContract;
import org.espalier.testing.MemoryJournal;

final class MemoryJournalTest extends JournalStoreContract {

  private final List<StudyEvent> durable = new ArrayList<>();

  @Override
  protected JournalStore open() {
    return new MemoryJournal(durable);
  }
}
