package org.espalier.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.espalier.journal.StudyEvent;
import org.espalier.study.Decision;
import org.espalier.study.Proposal;
import org.espalier.study.Trial;

/** Every step of a loop, in order, as values that two runs can be compared by. */
public final class Recording implements Consumer<StudyEvent> {

  private final List<Object> steps = new ArrayList<>();
  private final List<String> words = new ArrayList<>();

  /** All trials, proposals, outcomes and decisions in their order. */
  public List<Object> steps() {
    return steps;
  }

  /** The same in short, for example {@code ask 2: trial 1 rung 0}. */
  public List<String> words() {
    return words;
  }

  @Override
  public void accept(StudyEvent step) {
    if (step instanceof StudyEvent.Proposed proposed) {
      proposed(proposed.trial(), proposed.proposal());
    } else if (step instanceof StudyEvent.Told told) {
      steps.add(told.outcome());
      words.add("tell %d".formatted(told.outcome().proposal().number()));
    } else if (step instanceof StudyEvent.Decided decided) {
      decided(decided.decision());
    }
  }

  private void proposed(Trial trial, Proposal proposal) {
    steps.add(trial);
    steps.add(proposal);
    words.add(
        "ask %d: trial %d rung %d".formatted(proposal.number(), trial.number(), proposal.rung()));
  }

  private void decided(Decision decision) {
    steps.add(decision);
    words.add(
        "%s %d".formatted(decision.kind(), decision.trial()).toLowerCase(java.util.Locale.ROOT));
  }
}
