package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.search.Refinement;
import org.espalier.search.Sampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;
import org.espalier.spec.SchedulePlan.Resource;
import org.espalier.study.EntryPoint;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleChoiceTest {

  /** A fit that takes a millisecond for a row, and as long as ten rows beside. */
  private static final PlannedCost BY_ROWS = new PlannedCost(0.01, rows -> rows / 1000.0, true);

  /** A fit that takes as long on any number of rows. */
  private static final PlannedCost CONSTANT = new PlannedCost(1, rows -> 0, true);

  private static TuningPlan plan(Map<String, Object> values, Refinement... then) {
    return TuningPlan.of(
        new SettingValues(EntryPoint.JOB, values),
        42,
        5,
        List.of(),
        List.of(then),
        Origins.none("test"));
  }

  private static SchedulePlan chosen(
      TuningPlan plan, long rows, int folds, int trials, PlannedCost cost) {
    return chosen(plan, new Fidelity(rows, folds), trials, cost, OptionalDouble.empty());
  }

  private static SchedulePlan chosen(
      TuningPlan plan, Fidelity full, int trials, PlannedCost cost, OptionalDouble slotSeconds) {
    return new ScheduleChoice(plan, full, 2, trials, 2, cost, slotSeconds).schedule();
  }

  private static String type(long rows, int folds, int trials, PlannedCost cost) {
    return chosen(plan(Map.of()), rows, folds, trials, cost).type();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 5, 50, full", // all fits together are short
    "1000, 5, 9, full", // few trials
    "1000, 5, 50, racing",
    "8000, 5, 50, halving", // two steps down: a third of full
    "40000, 5, 50, halving",
    "40000, 1, 50, halving",
    "40000, 2, 50, halving",
    "1000000, 5, 10, halving", // a single step down, as three trials are to reach the top
  })
  void rows_folds_and_trials_decide(long rows, int folds, int trials, String type) {
    PlannedCost cost = rows == 100 ? new PlannedCost(0.01, r -> r / 1e5, true) : BY_ROWS;
    assertThat(type(rows, folds, trials, cost)).isEqualTo(type);
  }

  @Test
  void rows_that_make_a_fit_no_cheaper_leave_folds_and_a_single_split_in_full() {
    assertThat(type(1_000_000, 5, 50, CONSTANT)).isEqualTo("racing");
    SchedulePlan single = chosen(plan(Map.of()), 1_000_000, 1, 50, CONSTANT);
    assertThat(single.type()).isEqualTo("full");
    assertThat(single.why()).contains("and about 1").contains("% of that by halving from 333,334");
  }

  @Test
  void trials_that_need_all_folds_at_a_time_have_rungs_of_rows_on_all_folds_or_none() {
    PlannedCost together = BY_ROWS.ofAllFolds();
    assertThat(type(1000, 5, 50, together)).isNotEqualTo("racing");
    SchedulePlan rungs = chosen(plan(Map.of()), 1_000_000, 5, 50, together);
    assertThat(rungs.type()).isEqualTo("halving");
    assertThat(rungs.minFolds()).isEmpty();
    assertThat(chosen(plan(Map.of()), 1_000_000, 5, 50, BY_ROWS).minFolds()).hasValue(1);
    assertThat(type(1_000_000, 5, 50, CONSTANT.ofAllFolds())).isEqualTo("full");
    assertThat(chosen(plan(Map.of("min-folds", 1L)), 40_000, 5, 50, together).type())
        .isEqualTo("full");
  }

  @Test
  void the_reason_has_the_planned_times() {
    SchedulePlan racing = chosen(plan(Map.of()), 1000, 5, 50, BY_ROWS);
    assertThat(racing.choice())
        .contains(
            "schedule: auto chose racing, as 50 trials on 5 folds are planned to take 4 min of task"
                + " time in full, and about 41 % of that by racing");
    assertThat(chosen(plan(Map.of()), 1000, 5, 3, BY_ROWS).why())
        .isEqualTo("3 trials are too few to choose from");
    assertThat(plan(Map.of("scheduler", "racing")).schedule().choice()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "racing", "halving", "asha", "hyperband"})
  void a_scheduler_that_is_asked_for_is_left(String scheduler) {
    TuningPlan asked = plan(Map.of("scheduler", scheduler));
    assertThat(chosen(asked, 1000, 5, 50, BY_ROWS)).isEqualTo(asked.schedule());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grid", "one-at-a-time"})
  void samplers_whose_trials_are_compared_in_full_need_full(String sampler) {
    SchedulePlan schedule = plan(Map.of("sampler", sampler)).schedule();
    assertThat(schedule.type()).isEqualTo("full");
    assertThat(schedule.why()).startsWith(sampler);
  }

  @Test
  void refinements_need_full_unless_another_scheduler_is_asked_for() {
    Refinement then = new Refinement("random", 3, Map.of("maxDepth", 1.0));
    assertThat(plan(Map.of(), then).schedule().isFull()).isTrue();
    assertThat(plan(Map.of(), then).contradictions(1)).isEmpty();
    assertThat(plan(Map.of("scheduler", "asha"), then).contradictions(1)).hasSize(1);
  }

  @Test
  void maps_are_tried_in_full() {
    TuningPlan auto = plan(Map.of());
    assertThat(auto.schedule().isAuto()).isTrue();
    assertThat(auto.with(new SearchPlan("grid", 4), auto.budget()).schedule().isFull()).isTrue();
  }

  @Test
  void rungs_that_would_not_end_in_time_are_those_of_asha() {
    Fidelity full = new Fidelity(40_000, 5);
    TuningPlan timed = plan(Map.of("timeout", Duration.ofMinutes(1)));
    assertThat(chosen(timed, full, 50, BY_ROWS, OptionalDouble.of(120)).type()).isEqualTo("asha");
    SchedulePlan much = chosen(timed, full, 50, BY_ROWS, OptionalDouble.of(1e6));
    assertThat(much.type()).isEqualTo("halving");
  }

  @Test
  void one_fold_is_enough_below_the_top_where_it_has_many_validation_rows() {
    SchedulePlan many = chosen(plan(Map.of()), 1_000_000, 5, 50, BY_ROWS);
    assertThat(many.minFolds()).hasValue(1);
    assertThat(chosen(plan(Map.of()), 39_996, 5, 50, BY_ROWS).minFolds()).isEmpty();
    SchedulePlan two = chosen(plan(Map.of("min-folds", 2L)), 1_000_000, 5, 50, BY_ROWS);
    assertThat(two.minFolds()).hasValue(2);
  }

  @Test
  void a_few_trials_reach_the_top() {
    TuningPlan usual = plan(Map.of());
    assertThat(chosen(usual, 90_000, 5, 50, BY_ROWS).min()).as("50, 16, 5").hasValue(10_000);
    assertThat(chosen(usual, 90_000, 5, 100, BY_ROWS).min()).as("to 3").hasValue(3334);
    assertThat(chosen(usual, 90_000, 1, 10, BY_ROWS).min()).as("10, 3").hasValue(30_000);
  }

  @Test
  void a_resource_that_is_set_is_that_of_the_rungs() {
    TuningPlan least = plan(Map.of("min-resource", 200L));
    assertThat(chosen(least, 1000, 5, 50, BY_ROWS))
        .extracting(SchedulePlan::type, SchedulePlan::min)
        .containsExactly("halving", OptionalLong.of(200));
    TuningPlan iterations = plan(Map.of("resource", "iterations"));
    Fidelity full = new Fidelity(1000, 5, OptionalInt.of(81));
    assertThat(chosen(iterations, full, 50, BY_ROWS, OptionalDouble.empty()))
        .extracting(SchedulePlan::type, SchedulePlan::resource)
        .containsExactly("halving", Resource.ITERATIONS);
    TuningPlan folds = plan(Map.of("resource", "folds"));
    assertThat(chosen(folds, 1000, 5, 50, BY_ROWS).type()).isEqualTo("racing");
  }

  @Test
  void a_lowest_rung_above_the_highest_is_a_problem_in_its_place() {
    TuningPlan most = plan(Map.of("min-resource", 2000L));
    assertThatThrownBy(() -> chosen(most, 1000, 5, 50, BY_ROWS))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining("schedule.min-resource: is 2,000 rows, but the smallest fold");
  }

  @Test
  void unknown_costs_are_in_proportion_and_never_short() {
    SchedulePlan steps =
        chosen(
            plan(Map.of("resource", "iterations")),
            new Fidelity(1, 1, OptionalInt.of(27)),
            20,
            PlannedCost.PROPORTIONAL,
            OptionalDouble.empty());
    assertThat(steps.type()).isEqualTo("halving");
    assertThat(steps.why()).startsWith("20 trials on 1 fold are 20 fits in full, and about ");
    assertThat(type(1, 3, 20, PlannedCost.PROPORTIONAL)).isEqualTo("racing");
    assertThat(type(1, 1, 20, PlannedCost.PROPORTIONAL)).isEqualTo("full");
  }

  @Test
  void a_study_keeps_the_strategies_that_it_began_with() {
    TuningPlan begun = plan(Map.of()).begunWith("random", "full");
    assertThat(begun.search().sampler()).isEqualTo("random");
    assertThat(begun.schedule().isFull()).isTrue();
    assertThat(plan(Map.of()).begunWith("auto", "racing").schedule().resource())
        .isEqualTo(Resource.FOLDS);
    TuningPlan named = plan(Map.of("sampler", "tpe", "scheduler", "asha"));
    assertThat(named.begunWith("random", "full")).as("is refused elsewhere").isEqualTo(named);
  }

  @Test
  void auto_itself_schedules_nothing() {
    Sampler sampler =
        Strategies.sampler(
            new SearchPlan("random", 1),
            new SearchSpace(List.of(Dimension.always(new ChoiceParameter("c", List.of(1, 2))))),
            new Seed(1));
    SchedulePlan auto = plan(Map.of()).schedule();
    assertThatThrownBy(() -> Strategies.scheduler(auto, sampler, 1, RungLadder.full(1, 1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
