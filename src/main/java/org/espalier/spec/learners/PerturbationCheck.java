package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.search.ContinuedRounds;
import org.espalier.search.PerturbingSampler;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Origins;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.Suggestion;

/**
 * Check of a schedule that exchanges the states of trials: of the learners, and of the parameters
 * that change when a trial continues from the state of another one.
 */
public final class PerturbationCheck {

  private static final String SETTING = "schedule.perturb";

  private final SchedulePlan schedule;
  private final SearchSpace space;
  private final Origins.Report report;

  /**
   * @param schedule one that exchanges states
   */
  public PerturbationCheck(SchedulePlan schedule, SearchSpace space, Origins.Report report) {
    this.schedule = schedule;
    this.space = space;
    this.report = report;
  }

  /**
   * Learner whose rounds may continue those of another trial.
   *
   * @param rounds its rounds; that changes none of its parameters is not read
   * @param params names of the params that may change from round to round
   */
  public record Learner(ContinuedRounds rounds, Set<String> params) {

    private boolean mayChange(String name) {
      return rounds.param(name).filter(params::contains).isPresent();
    }
  }

  /** Checks the parameters of a function, whose state may depend on any of them. */
  public void function() {
    Set<String> searched = new TreeSet<>();
    parameters().forEach(parameter -> searched.add(PerturbingSampler.name(parameter)));
    for (String name : schedule.perturb()) {
      if (!searched.contains(name)) {
        notSearched(name, searched);
      }
    }
    if (parameters().stream()
        .noneMatch(parameter -> PerturbingSampler.changes(parameter, schedule.perturb()))) {
      nothingChanges("the names of parameters that a state allows to change");
    }
  }

  /**
   * Rounds by learner, with the parameters that change.
   *
   * @param learners by name; empty for one that begins each training anew
   */
  public Map<String, ContinuedRounds> learners(Map<String, Optional<Learner>> learners) {
    List<String> unable =
        learners.entrySet().stream()
            .filter(learner -> learner.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    if (!unable.isEmpty()) {
      report.problem(
          "schedule.scheduler",
          "is %s, and %s cannot continue from the rounds of another trial"
              .formatted(schedule.type(), named(unable)),
          "take xgboost alone, or scheduler asha");
      return Map.of();
    }
    Set<String> named = new LinkedHashSet<>();
    Map<String, ContinuedRounds> rounds = new LinkedHashMap<>();
    learners.forEach((name, learner) -> rounds.put(name, changing(learner.orElseThrow(), named)));
    for (String name : schedule.perturb()) {
      if (!named.contains(name)) {
        wrong(name, learners);
      }
    }
    if (rounds.values().stream().allMatch(learner -> learner.changing().isEmpty())
        && named.containsAll(schedule.perturb())) {
      nothingChanges("search eta or another range that may change from round to round");
    }
    return rounds;
  }

  private static String named(List<String> unable) {
    return unable.equals(List.of("")) ? "the estimator" : String.join(", ", unable);
  }

  /**
   * @param named receives the names in the setting that are its own
   */
  private ContinuedRounds changing(Learner learner, Set<String> named) {
    List<String> changing = new ArrayList<>();
    for (Parameter parameter : parameters()) {
      String name = parameter.name();
      Optional<String> asked = schedule.perturb().stream().filter(n -> isName(n, name)).findFirst();
      boolean changes =
          schedule.perturb().isEmpty()
              ? PerturbingSampler.changes(parameter, List.of())
              : asked.isPresent();
      if (changes && learner.mayChange(name)) {
        changing.add(name);
        asked.ifPresent(named::add);
      }
    }
    return learner.rounds().withChanging(changing);
  }

  /** True if a user means a parameter by a name: its own, or the last part. */
  private static boolean isName(String asked, String name) {
    return name.equals(asked) || name.endsWith("." + asked);
  }

  private void wrong(String name, Map<String, Optional<Learner>> learners) {
    Set<String> possible = new TreeSet<>();
    for (Parameter parameter : parameters()) {
      learners.values().stream()
          .flatMap(Optional::stream)
          .filter(learner -> learner.mayChange(parameter.name()))
          .forEach(learner -> possible.add(learner.rounds().param(parameter.name()).orElseThrow()));
    }
    if (parameters().stream().anyMatch(parameter -> isName(name, parameter.name()))) {
      report.problem(
          SETTING,
          "'%s' cannot change from round to round".formatted(name),
          possible.isEmpty() ? "leave it out" : "one of " + String.join(", ", possible));
    } else {
      notSearched(name, possible);
    }
  }

  private void notSearched(String name, Set<String> searched) {
    report.problem(SETTING, "'%s' is not searched".formatted(name), Suggestion.of(name, searched));
  }

  private void nothingChanges(String right) {
    report.problem(SETTING, "is auto, and the space has no range of real numbers", right);
  }

  private List<Parameter> parameters() {
    return space.dimensions().stream().map(Dimension::parameter).toList();
  }
}
