package org.espalier.tune;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/** Records each step of the loop in a journal; an outcome is durable before it is acted on. */
public final class JournalRecorder implements TuningListener {

  private final JournalStore store;

  public JournalRecorder(JournalStore store) {
    this.store = store;
  }

  @Override
  public void proposed(Trial trial, Proposal proposal) {
    record(new StudyEvent.Proposed(trial, proposal), false);
  }

  @Override
  public void told(Study study, Outcome outcome) {
    record(new StudyEvent.Told(outcome), true);
  }

  @Override
  public void decided(Study study, Decision decision) {
    record(new StudyEvent.Decided(decision), false);
  }

  /** Records an event, and returns once it is durable. */
  public void record(StudyEvent event) {
    record(event, true);
  }

  private void record(StudyEvent event, boolean durable) {
    try {
      store.append(event);
      if (durable) {
        store.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }
}
