package org.espalier.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.espalier.plan.Strategies;
import org.espalier.plan.Suggestion;
import org.espalier.schedule.SchedulerSpec.LadderKind;
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
    for (String name :
        List.of("trials", "minResource", "parallelism", "patience", "cores", "gpus")) {
      atLeast(name, 0);
    }
    for (String name : List.of("maxResource", "folds", "window", "maxFailures", "stateLimitInMB")) {
      atLeast(name, 1);
    }
    atLeast("eta", 2);
    atLeast("timeout", 0);
    atLeast("cellTimeout", 0);
    if (settings.has("targetScore") && !Double.isFinite(settings.real("targetScore"))) {
      report("targetScore", "is " + settings.real("targetScore"), "a finite number");
    }
    if (problems.isEmpty()) {
      together();
    }
    return List.copyOf(problems);
  }

  /** Contradictions of settings that are each valid alone. */
  private void together() {
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
    SearchSpace space = settings.space().space();
    if (Strategies.isExhaustive(settings.text("sampler"))) {
      space
          .gridless()
          .forEach(
              parameter ->
                  report(
                      "space",
                      parameter.name() + ": is a range without points",
                      "points, or a choice, for a grid"));
    }
    List<Map<String, Object>> points = settings.points();
    for (int i = 0; i < points.size(); i++) {
      if (!space.contains(FunctionPlan.configuration(space, points.get(i)))) {
        report(
            "points[%d]".formatted(i),
            "%s is not in the space".formatted(points.get(i)),
            "a value for each parameter that exists");
      }
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
    if (!(value >= least) || Double.isInfinite(value)) {
      report(name, "is %s".formatted(settings.text(name)), "at least " + least);
    }
  }

  private void report(String name, String wrong, String right) {
    problems.add("%s: %s; %s".formatted(name, wrong, right));
  }
}
