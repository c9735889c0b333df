package org.espalier.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Problem;
import org.espalier.spec.ScheduleChoice;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.Strategies;
import org.espalier.spec.Suggestion;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.WinnerPlan;
import org.espalier.spec.learners.PerturbationCheck;
import org.espalier.spec.learners.Simplicity;
import org.espalier.study.EntryPoint;

/** Problems of the settings of a study of a function: all that are wrong alone or together. */
final class FunctionProblems {

  private final FunctionSettings settings;
  private final List<String> problems = new ArrayList<>();

  FunctionProblems(FunctionSettings settings) {
    this.settings = settings;
  }

  /** A line each: {@code name: problem; correction}. */
  List<String> all() {
    settings.space().problems().forEach(line -> problems.add("space: " + line));
    if (settings.text("metric").isBlank()) {
      report("metric", "is empty", "give the name of a number that the function returns");
    }
    for (Setting setting : SettingTable.of(EntryPoint.FUNCTION)) {
      String name = setting.name(EntryPoint.FUNCTION);
      if (setting.type(EntryPoint.FUNCTION).isScalar() && settings.has(name)) {
        setting
            .typedProblem(EntryPoint.FUNCTION, settings.values().get(name))
            .ifPresent(wrong -> problems.add(name + ": " + wrong));
      }
    }
    if (problems.isEmpty()) {
      addContradictions();
    }
    return List.copyOf(problems);
  }

  /** Contradictions of settings that are each valid alone. */
  private void addContradictions() {
    TuningPlan asked = settings.tuning();
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
                      "give it points, or list choices, for a grid"));
    }
    List<Problem> found = new ArrayList<>();
    FunctionPlan.of(settings, found);
    if (asked.schedule().ladderKind() == LadderKind.GENERATIONS) {
      new PerturbationCheck(asked.schedule(), space, asked.origins().into(found)).function();
    }
    report(found);
    winner(asked, space);
  }

  private void resources() {
    int max = settings.whole("maxResource");
    int min = settings.whole("minResource");
    int folds = settings.whole("folds");
    LadderKind ladder = Strategies.schedulerSpec(settings.text("scheduler")).orElseThrow().ladder();
    if (min > max) {
      report(
          "minResource", "is %d, but maxResource is %d".formatted(min, max), "set at most as much");
    }
    boolean isChosen = settings.text("scheduler").equals(ScheduleChoice.AUTO);
    if (ladder == LadderKind.RUNGS && max == 1 && folds == 1 && !isChosen) {
      report(
          "scheduler",
          "'%s' gives better trials more steps or folds, but there is one step and one fold"
              .formatted(settings.text("scheduler")),
          "raise maxResource or folds, or set scheduler = full");
    }
    if (ladder == LadderKind.GENERATIONS && max == 1) {
      report(
          "maxResource",
          "is 1, but '%s' ends each generation after some steps"
              .formatted(settings.text("scheduler")),
          "set it to the steps of a full training");
    }
    if (ladder == LadderKind.FOLD_BY_FOLD && folds == 1) {
      report(
          "folds",
          "is 1, but '%s' evaluates fold by fold".formatted(settings.text("scheduler")),
          "set 2 or more");
    }
  }

  private void winner(TuningPlan asked, SearchSpace space) {
    Map<String, Parameter> searched = new LinkedHashMap<>();
    space.dimensions().stream()
        .map(Dimension::parameter)
        .forEach(parameter -> searched.put(parameter.name(), parameter));
    List<String> criteria = settings.simplicity();
    boolean simplest = asked.winner().rule() == WinnerPlan.Rule.ONE_STANDARD_ERROR;
    if (simplest && criteria.isEmpty()) {
      report(
          "winnerRule",
          "chooses the simplest, but simplicity is not set",
          "set simplicity to the names of parameters whose smaller values are simpler");
    }
    if (!simplest && !criteria.isEmpty()) {
      report("simplicity", "is set, but winnerRule is best", "set winnerRule = one-standard-error");
    }
    for (String criterion : criteria) {
      String name = Simplicity.parameter(criterion);
      if (!searched.containsKey(name)) {
        report(
            "simplicity",
            "'%s' is not searched".formatted(name),
            Suggestion.of(name, searched.keySet()));
      } else if (!(searched.get(name).quantile(0) instanceof Number)) {
        report(
            "simplicity",
            "'%s' has no numbers to compare".formatted(name),
            "name numeric parameters");
      }
    }
    if (asked.winner().improvement().isPresent() && asked.search().points().isEmpty()) {
      report(
          "minImprovement",
          "has no baseline to improve on",
          "set startPoints, whose first one is the baseline");
    }
  }

  private void report(String name, String wrong, String right) {
    problems.add("%s: %s; %s".formatted(name, wrong, right));
  }

  /** Adds problems without their place, which is the same for all. */
  private void report(List<Problem> found) {
    found.forEach(
        problem ->
            problems.add(
                problem.toString().substring(FunctionSettings.WHERE.length() + ": ".length())));
  }
}
