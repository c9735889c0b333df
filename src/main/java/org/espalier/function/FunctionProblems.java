package org.espalier.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.plan.EnumNames;
import org.espalier.plan.Strategies;
import org.espalier.plan.TuningPlan;
import org.espalier.plan.WinnerPlan;
import org.espalier.plan.problem.Problem;
import org.espalier.plan.problem.Suggestion;
import org.espalier.plan.space.RefinementCheck;
import org.espalier.plan.space.StartPointCheck;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;

/** Problems of the settings of a study of a function: all that are wrong alone or together. */
final class FunctionProblems {

  private static final List<String> DIRECTIONS = List.of("minimize", "maximize");

  private final FunctionSettings settings;
  private final List<String> problems = new ArrayList<>();

  FunctionProblems(FunctionSettings settings) {
    this.settings = settings;
  }

  /** A line each: {@code name: what is wrong; what would be right}. */
  List<String> all() {
    settings.space().problems().forEach(line -> problems.add("space: " + line));
    if (settings.text("metric").isBlank()) {
      report("metric", "is empty", "the name of a number that the function returns");
    }
    known("direction", DIRECTIONS);
    known("sampler", Strategies.samplers());
    known("scheduler", Strategies.schedulers());
    known("winnerRule", EnumNames.all(WinnerPlan.Rule.class));
    for (String name :
        List.of(
            "trials",
            "minResource",
            "parallelism",
            "patience",
            "winnerRepeats",
            "cores",
            "gpus",
            "timeout",
            "cellTimeout",
            "maxTaskTime",
            "maxSteps")) {
      atLeast(name, 0);
    }
    for (String name : List.of("maxResource", "folds", "window", "maxFailures", "stateLimitInMB")) {
      atLeast(name, 1);
    }
    atLeast("eta", 2);
    if (settings.has("maxRegret")) {
      atLeast("maxRegret", 0);
    }
    for (String name : List.of("targetScore", "minImprovement", "requiredScore")) {
      if (settings.has(name) && !Double.isFinite(settings.real(name))) {
        report(name, "is " + settings.real(name), "a finite number");
      }
    }
    if (problems.isEmpty()) {
      together();
    }
    return List.copyOf(problems);
  }

  /** Contradictions of settings that are each valid alone. */
  private void together() {
    TuningPlan asked = SettingsPlan.of(settings);
    resources();
    report(asked.contradictions(0));
    SearchSpace space = settings.space().space();
    if (asked.search().isExhaustive()) {
      space
          .gridless()
          .forEach(
              parameter ->
                  report(
                      "space",
                      parameter.name() + ": is a range without points",
                      "points, or a choice, for a grid"));
    }
    Map<String, Parameter> searched = FunctionPlan.searched(space);
    StartPointCheck start =
        new StartPointCheck(space, searched, parameter -> Optional.empty(), asked.origins());
    start.configurations(asked.search().points());
    report(start.problems());
    RefinementCheck then = new RefinementCheck(searched, asked.origins());
    then.neighbourhoods(asked.search().then());
    report(then.problems());
    winner(asked, searched);
  }

  private void resources() {
    int max = settings.whole("maxResource");
    int min = settings.whole("minResource");
    int folds = settings.whole("folds");
    LadderKind ladder = Strategies.schedulerSpec(settings.text("scheduler")).orElseThrow().ladder();
    if (min > max) {
      report("minResource", "is %d, but maxResource is %d".formatted(min, max), "at most as much");
    }
    if (ladder == LadderKind.RUNGS && max == 1 && folds == 1) {
      report(
          "scheduler",
          "'%s' gives the better ones more, but there is one step and one fold"
              .formatted(settings.text("scheduler")),
          "maxResource, folds, or full");
    }
    if (ladder == LadderKind.FOLD_BY_FOLD && folds == 1) {
      report(
          "folds",
          "is 1, but '%s' goes fold by fold".formatted(settings.text("scheduler")),
          "2 or more");
    }
  }

  private void winner(TuningPlan asked, Map<String, Parameter> searched) {
    List<String> criteria = settings.simplicity().criteria();
    boolean simplest = asked.winner().rule() == WinnerPlan.Rule.ONE_STANDARD_ERROR;
    if (simplest && criteria.isEmpty()) {
      report(
          "winnerRule",
          "takes the simplest, and nothing says what is simple",
          "simplicity, the names of parameters of which less is simpler");
    }
    if (!simplest && !criteria.isEmpty()) {
      report("simplicity", "is set, but winnerRule is best", "winnerRule one-standard-error");
    }
    for (String criterion : criteria) {
      String name = FunctionSimplicity.parameter(criterion);
      if (!searched.containsKey(name)) {
        report(
            "simplicity",
            "'%s' is not searched".formatted(name),
            Suggestion.of(name, searched.keySet()));
      } else if (!(searched.get(name).quantile(0) instanceof Number)) {
        report("simplicity", "'%s' has no numbers to compare".formatted(name), "numeric ones");
      }
    }
    if (asked.winner().improvement().isPresent() && asked.search().points().isEmpty()) {
      report(
          "minImprovement",
          "has nothing to improve on",
          "startPoints, the first of which is the baseline");
    }
  }

  private void known(String name, Collection<String> known) {
    String value = settings.text(name);
    if (!known.contains(value)) {
      report(name, "'%s' is not known".formatted(value), Suggestion.of(value, known));
    }
  }

  private void atLeast(String name, int least) {
    double value = settings.real(name);
    if (!Double.isFinite(value)) {
      report(name, "is %s".formatted(settings.text(name)), "a finite number");
    } else if (value < least) {
      report(name, "is %s".formatted(settings.text(name)), "at least " + least);
    }
  }

  private void report(String name, String wrong, String right) {
    problems.add("%s: %s; %s".formatted(name, wrong, right));
  }

  /** Without the place, which is that of all. */
  private void report(List<Problem> found) {
    found.forEach(
        problem ->
            problems.add(
                problem.toString().substring(SettingsPlan.WHERE.length() + ": ".length())));
  }
}
