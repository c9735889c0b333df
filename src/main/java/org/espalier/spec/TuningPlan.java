package org.espalier.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.numeric.CountedNoun;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.search.Refinement;
import org.espalier.search.gp.AutoSampler;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Part of a plan that does not depend on where rows and learners come from: search, schedule,
 * limits and the choice of the winner. Settings and Params are both converted to one, so that each
 * rule on them exists once; {@link Origins#name} is the user's name of a setting.
 *
 * @param folds folds that a trial is evaluated on, over all repeats
 */
public record TuningPlan(
    long seed,
    int folds,
    SearchPlan search,
    SchedulePlan schedule,
    BudgetPlan budget,
    WinnerPlan winner,
    RunPlan run,
    Origins origins) {

  /**
   * Plan of the settings of any entry point.
   *
   * @param folds folds of a trial, over all repeats
   * @param points start points, by param
   */
  public static TuningPlan of(
      SettingValues values,
      long seed,
      int folds,
      List<Map<String, Object>> points,
      List<Refinement> then,
      Origins origins) {
    SearchPlan search = SearchPlan.of(values, points, then);
    return new TuningPlan(
        seed,
        folds,
        search,
        ScheduleChoice.bySettings(search, SchedulePlan.of(values)),
        BudgetPlan.of(values),
        WinnerPlan.of(values),
        RunPlan.of(values),
        origins);
  }

  public TuningPlan with(SearchPlan other, BudgetPlan limits) {
    SchedulePlan left = ScheduleChoice.bySettings(other, schedule);
    return new TuningPlan(seed, folds, other, left, limits, winner, run, origins);
  }

  public TuningPlan with(SchedulePlan other, BudgetPlan limits) {
    return new TuningPlan(seed, folds, search, other, limits, winner, run, origins);
  }

  public TuningPlan with(SchedulePlan other) {
    return with(other, budget);
  }

  /**
   * Copy with the recorded strategies of a study where the settings are {@code auto}, because the
   * study has made its choice, or had other defaults.
   */
  public TuningPlan begunWith(String sampler, String scheduler) {
    boolean isLeft = search.sampler().equals(AutoSampler.NAME) && !Strategies.isFinite(sampler);
    SearchPlan begun = isLeft ? search.with(sampler) : search;
    boolean isChosen = schedule.isAuto() || schedule.choice().isPresent();
    SchedulePlan recorded =
        isChosen && !schedule.type().equals(scheduler) ? schedule.as(scheduler, "") : schedule;
    return new TuningPlan(seed, folds, begun, recorded, budget, winner, run, origins);
  }

  /**
   * Contradictions between settings that are each valid alone; each at its place.
   *
   * @param defaults number of trials that the search begins with, one for each learner; 0 for a
   *     function
   */
  public List<Problem> contradictions(int defaults) {
    List<Problem> problems = new ArrayList<>();
    Origins.Report report = origins.into(problems);
    boolean ofFolds = !schedule.isFull() && schedule.resource() == SchedulePlan.Resource.FOLDS;
    if (ofFolds && schedule.min().orElse(1) > folds) {
      tooManyFolds("schedule.min-resource", schedule.min().getAsLong(), report);
    }
    schedule.minFolds().ifPresent(asked -> fewerFolds(asked, ofFolds, report));
    Strategies.schedulerSpec(schedule.type())
        .flatMap(SchedulerSpec::ownSampler)
        .filter(own -> !own.name().equals(search.sampler()))
        .ifPresent(own -> anotherSampler(own, report));
    boolean exchanges = schedule.ladderKind() == SchedulerSpec.LadderKind.GENERATIONS;
    if (!exchanges && !schedule.perturb().isEmpty()) {
      report.problem(
          "schedule.perturb",
          "is set, but %s is %s".formatted(type(), schedule.type()),
          "leave it out, or set the scheduler pbt");
    }
    noRoomForPoints(defaults, report);
    run.track().check(report);
    if (!search.then().isEmpty() && !schedule.isFull()) {
      report.problem(
          "search.then",
          "needs trials in full, but %s = %s".formatted(type(), schedule.type()),
          "take %s = full, or leave one of them out".formatted(type()));
    }
    return problems;
  }

  private String type() {
    return origins.name("schedule.scheduler");
  }

  private void tooManyFolds(String path, long asked, Origins.Report report) {
    String wrong = "must be at most the number of folds, %d, but is %d".formatted(folds, asked);
    report.problem(path, wrong, "");
  }

  private void anotherSampler(SchedulerSpec.OwnSampler own, Origins.Report report) {
    report.problem(
        "search.sampler",
        "is %s, but %s = %s searches with %s"
            .formatted(search.sampler(), type(), schedule.type(), own.name()),
        "leave it out, or take %s = %s".formatted(type(), own.otherwise()));
  }

  private void fewerFolds(int asked, boolean ofFolds, Origins.Report report) {
    if (asked > folds) {
      tooManyFolds("schedule.min-folds", asked, report);
    } else if (ofFolds) {
      String resource = origins.name("schedule.resource");
      report.problem(
          "schedule.min-folds",
          "cannot be combined with %s = folds, where low rungs have few folds anyway"
              .formatted(resource),
          "use %s, or %s = rows".formatted(origins.name("schedule.min-resource"), resource));
    }
  }

  private void noRoomForPoints(int defaults, Origins.Report report) {
    int points = search.points().size();
    int room = search.trials() - defaults;
    if (search.trials() > 0 && points > Math.max(0, room)) {
      String trials = origins.name("search.trials");
      report.problem(
          "search.start-points",
          "holds %d, but %s = %d leaves room for %d%s"
              .formatted(
                  points, trials, search.trials(), Math.max(0, room), besideDefaults(defaults)),
          "raise %s, or leave points out".formatted(trials));
    }
  }

  private static String besideDefaults(int defaults) {
    return defaults == 0 ? "" : " besides the defaults of " + CountedNoun.of(defaults, "learner");
  }

  /**
   * Rungs for data of a given size.
   *
   * @param full fidelity of the top rung, as {@link SchedulePlan#ladder} takes it
   * @param classes number of classes; 1 for regression
   * @param cost planned cost of a fit
   * @throws InvalidStudyException if the lowest rung is above the highest
   */
  public RungLadder ladder(Fidelity full, int classes, PlannedCost cost) {
    long min = schedule.min(full, classes, cost);
    long max = schedule.resource().of(full);
    SchedulerSpec.LadderKind kind = schedule.ladderKind();
    boolean readsMin =
        kind == SchedulerSpec.LadderKind.RUNGS || kind == SchedulerSpec.LadderKind.GENERATIONS;
    if (readsMin && min > max) {
      String wrong =
          switch (schedule.resource()) {
            case ROWS -> "is %,d rows, but the smallest fold trains on %,d";
            case FOLDS -> "is %d folds, but there are only %d";
            case ITERATIONS -> "is %,d iterations, but no learner runs more than %,d";
          };
      throw new InvalidStudyException(
          origins.problem("schedule.min-resource", wrong.formatted(min, max), "set at most that"));
    }
    return schedule.ladder(full, classes, cost);
  }
}
