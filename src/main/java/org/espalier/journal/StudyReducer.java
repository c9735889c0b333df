package org.espalier.journal;

import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Proposed;
import org.espalier.journal.StudyEvent.Told;
import org.espalier.study.Outcome;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.jspecify.annotations.Nullable;

/** Trials, proposals and outcomes of a study, folded from its events. Confined to one thread. */
public final class StudyReducer {

  private final EventCases cases =
      new EventCases()
          .on(Opened.class, this::open)
          .on(Proposed.class, this::propose)
          .on(Told.class, this::tell);

  private @Nullable Study study;

  /**
   * Adds the next event; others than an opening, proposals and outcomes change nothing.
   *
   * @throws IllegalArgumentException if it cannot follow the earlier events
   */
  public void add(StudyEvent event) {
    cases.match(event);
  }

  private void open(Opened opened) {
    study = Study.of(opened.setup().objective(), new Seed(opened.setup().seed()));
  }

  private void propose(Proposed proposed) {
    study = study().asked(proposed.trial(), proposed.proposal());
  }

  private void tell(Told told) {
    told.outcome().answeredFrom().ifPresent(original -> requireTold(told.outcome(), original));
    study = study().told(told.outcome());
  }

  private void requireTold(Outcome outcome, long original) {
    if (study().outcomeOf(original).isEmpty()) {
      throw new IllegalArgumentException(
          "Proposal %d is answered from %d, which has no outcome."
              .formatted(outcome.proposal().number(), original));
    }
  }

  /**
   * Study after the last event.
   *
   * @throws IllegalArgumentException if it is not opened yet
   */
  public Study study() {
    if (study == null) {
      throw new IllegalArgumentException("A study's events begin with its opening.");
    }
    return study;
  }
}
