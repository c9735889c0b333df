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
 * What a study says of its trials, by number, and the groups of parameters in which they are
 * members. Of a study that continues the one read before, only what is new is read; what comes of
 * it does not depend on that.
 */
final class Observations {

  /**
   * Where a trial stands: RUNNING until something is told of it, CANCELLED or LOST where nothing
   * will be, and FAILED whatever was told before.
   *
   * @param losses by the rungs that it completed
   */
  record Standing(TrialState state, NavigableMap<Integer, Double> losses) {}

  private static final Standing PENDING = new Standing(TrialState.RUNNING, new TreeMap<>());

  private final SearchSpace space;
  private final List<Group> groups;
  private final List<Trial> trials = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Standing> standings = new ArrayList<>();

  Observations(SearchSpace space) {
    this.space = space;
    this.groups = space.groups().stream().map(Group::new).toList();
  }

  List<Group> groups() {
    return groups;
  }

  Standing of(int trial) {
    return standings.get(trial);
  }

  /** Reads a study as far as it has come. */
  void read(Study study) {
    if (!continues(trials, study.trials()) || !continues(outcomes, study.outcomes())) {
      trials.clear();
      outcomes.clear();
      standings.clear();
      groups.forEach(Group::clear);
    }
    for (Trial trial : study.trials().subList(trials.size(), study.trials().size())) {
      trials.add(trial);
      standings.add(PENDING);
      // A default outside the space has no place in its densities.
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

  /** By identity: what is the same in another object is read again. */
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
