package org.espalier.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.space.Configuration;

/**
 * Where things stand in the histories of a study. Versions of one line of descent share it, each
 * reading no further than it knows; only the newest may add, and one that branches off makes its
 * own.
 */
final class StudyIndex {

  private static final int NEVER = Integer.MAX_VALUE;

  private final List<Integer> toldAt = new ArrayList<>(); // place in outcomes, by proposal
  private final List<List<Integer>> ofTrial = new ArrayList<>(); // places in outcomes, ascending
  private final Map<Configuration, Integer> trialOf = new HashMap<>(); // the first that has it
  private int outcomes = 0;

  /** The index to be added to after so many proposals and outcomes: itself, or a copy. */
  StudyIndex after(List<Trial> trials, List<Proposal> asked, List<Outcome> told) {
    if (toldAt.size() == asked.size() && outcomes == told.size()) {
      return this;
    }
    StudyIndex copy = new StudyIndex();
    asked.forEach(proposal -> copy.asked(trials.get(proposal.trial())));
    told.forEach(copy::told);
    return copy;
  }

  void asked(Trial trial) {
    toldAt.add(NEVER);
    if (trial.number() == ofTrial.size()) {
      ofTrial.add(new ArrayList<>());
      trialOf.putIfAbsent(trial.configuration(), trial.number());
    }
  }

  void told(Outcome outcome) {
    toldAt.set(Math.toIntExact(outcome.proposal().number()), outcomes);
    ofTrial.get(outcome.proposal().trial()).add(outcomes++);
  }

  /** Place of a proposal's outcome among the first so many. */
  Optional<Integer> toldAt(long proposal, int known) {
    int place = toldAt.get(Math.toIntExact(proposal));
    return place < known ? Optional.of(place) : Optional.empty();
  }

  /** Places of a trial's outcomes among the first so many. */
  List<Integer> ofTrial(int trial, int known) {
    List<Integer> places = ofTrial.get(trial);
    int end = places.size();
    while (end > 0 && places.get(end - 1) >= known) {
      end--;
    }
    return places.subList(0, end);
  }

  /** The first of so many trials that has a configuration. */
  Optional<Integer> trialOf(Configuration configuration, int known) {
    return Optional.ofNullable(trialOf.get(configuration)).filter(trial -> trial < known);
  }
}
