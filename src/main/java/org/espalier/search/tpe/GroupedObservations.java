package org.espalier.search.tpe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.espalier.space.SearchSpace;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/**
 * Observations of a study's trials, by number, with the groups of parameters that they belong to.
 * If a study continues the one read before, only its new part is read; the result does not depend
 * on that.
 */
final class GroupedObservations {

  /**
   * State of a trial: RUNNING without an outcome, CANCELLED or LOST if there will be none, and
   * FAILED whatever outcomes came before.
   *
   * @param losses losses by completed rung
   */
  record Standing(TrialState state, NavigableMap<Integer, Double> losses) {}

  private static final Standing PENDING = new Standing(TrialState.RUNNING, new TreeMap<>());

  private final SearchSpace space;
  private final List<ParameterGroup> groups;
  private final List<Trial> trials = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Standing> standings = new ArrayList<>();

  GroupedObservations(SearchSpace space) {
    this.space = space;
    this.groups = space.groups().stream().map(ParameterGroup::new).toList();
  }

  List<ParameterGroup> groups() {
    return groups;
  }

  Standing of(int trial) {
    return standings.get(trial);
  }

  /** Reads a study up to its current state. */
  void read(Study study) {
    if (!continues(trials, study.trials()) || !continues(outcomes, study.outcomes())) {
      trials.clear();
      outcomes.clear();
      standings.clear();
      groups.forEach(ParameterGroup::clear);
    }
    for (Trial trial : study.trials().subList(trials.size(), study.trials().size())) {
      trials.add(trial);
      standings.add(PENDING);
      // A default outside the space is left out.
      if (space.contains(trial.configuration())) {
        Map<String, Object> values = space.values(trial.configuration());
        groups.forEach(group -> group.add(trial.number(), values));
      }
    }
    for (Outcome outcome : study.outcomes().subList(outcomes.size(), study.outcomes().size())) {
      outcomes.add(outcome);
      int trial = outcome.proposal().trial();
      standings.set(trial, after(standings.get(trial), outcome));
    }
  }

  /** By identity: equal elements in other objects are read again. */
  private static boolean continues(List<?> known, List<?> list) {
    if (list.size() < known.size()) {
      return false;
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i) != list.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static Standing after(Standing before, Outcome outcome) {
    if (outcome.completed()) {
      NavigableMap<Integer, Double> losses = new TreeMap<>(before.losses());
      losses.put(outcome.proposal().rung(), outcome.loss().getAsDouble());
      return new Standing(TrialState.COMPLETED, losses);
    }
    boolean keeps = outcome.state() != TrialState.FAILED && before.state() == TrialState.COMPLETED;
    return keeps ? before : new Standing(outcome.state(), before.losses());
  }
}
