package org.espalier.testing;

import java.util.ArrayList;
import java.util.List;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.tune.TuningListener;

/** Every step of a loop, in order, as values that two runs can be compared by. */
public final class Recording implements TuningListener {

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
  public void proposed(Trial trial, Proposal proposal) {
    steps.add(trial);
    steps.add(proposal);
    words.add(
        "ask %d: trial %d rung %d".formatted(proposal.number(), trial.number(), proposal.rung()));
  }

  @Override
  public void told(Study study, Outcome outcome) {
    steps.add(outcome);
    words.add("tell %d".formatted(outcome.proposal().number()));
  }

  @Override
  public void decided(Study study, Decision decision) {
    steps.add(decision);
    words.add(
        "%s %d".formatted(decision.kind(), decision.trial()).toLowerCase(java.util.Locale.ROOT));
  }
}
