package org.espalier.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.space.Configuration;

/**
 * Positions of trials, proposals and outcomes in a study's histories. Versions of one line of
 * descent share an index, and each reads only its own prefix; only the newest version appends, and
 * a version that branches off makes its own copy.
 */
final class StudyIndex {

  private static final int NEVER = Integer.MAX_VALUE;

  private final List<Integer> toldAt = new ArrayList<>(); // place in outcomes, by proposal
  private final List<List<Integer>> ofTrial = new ArrayList<>(); // places in outcomes, ascending
  private final Map<Configuration, Integer> trialOf = new HashMap<>(); // the first that has it
  private int outcomes = 0;

  /**
   * Index to append to after the given histories: this one if it covers exactly these, otherwise a
   * copy.
   */
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

  /** Position of a proposal's outcome among the first {@code known} outcomes. */
  Optional<Integer> toldAt(long proposal, int known) {
    int place = toldAt.get(Math.toIntExact(proposal));
    return place < known ? Optional.of(place) : Optional.empty();
  }

  /** Positions of a trial's outcomes among the first {@code known} outcomes. */
  List<Integer> ofTrial(int trial, int known) {
    List<Integer> places = ofTrial.get(trial);
    int end = places.size();
    while (end > 0 && places.get(end - 1) >= known) {
      end--;
    }
    return places.subList(0, end);
  }

  /** First of the first {@code known} trials that has the configuration. */
  Optional<Integer> trialOf(Configuration configuration, int known) {
    return Optional.ofNullable(trialOf.get(configuration)).filter(trial -> trial < known);
  }
}
