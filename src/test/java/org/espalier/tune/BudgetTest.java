package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.testing.RandomStudy;
import org.espalier.testing.Recording;
import org.espalier.testing.Sample;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class BudgetTest {

  private static final int STUDIES = Sample.rounds(1500);

  private static final InstantSource STANDING = () -> Instant.EPOCH;
  private static final RungLadder FULL = RungLadder.full(100, 2);

  private record End(StopReason reason, Study study, Recording recording) {}

  private static End play(RandomStudy random, Budget budget) throws InterruptedException {
    Recording recording = new Recording();
    TuningLoop loop = random.on(random.simulated(3, 1), budget, STANDING, recording);
    return new End(loop.run(), loop.study(), recording);
  }

  private static Sampler losses(double... losses) {
    List<Configuration> configurations = new ArrayList<>();
    for (double loss : losses) {
      configurations.add(new Configuration(Map.of("loss", loss)));
    }
    return new ListSampler(configurations, "list");
  }

  /** Loss is what the configuration says; each cell takes a second of one core. */
  private static final CellByCell LOSS =
      cell ->
          new CellOutcome(
              cell.fold(),
              CellState.COMPLETED,
              cell.proposal().rows(),
              OptionalDouble.of(cell.configuration().number("loss")),
              Map.of(),
              CellTraining.NONE,
              "",
              new Cost(1, 1, 0, 1, Cost.Footprint.NONE, Cost.Span.NONE));

  private static End full(Budget budget, InstantSource clock, SimulatedPool pool, double... losses)
      throws InterruptedException {
    Recording recording = new Recording();
    FullResource scheduler = new FullResource(losses(losses), losses.length, FULL);
    TuningLoop loop =
        new TuningLoop(Studies.empty(1), scheduler, FULL, pool, 2, budget, clock, recording);
    return new End(loop.run(), loop.study(), recording);
  }

  private static End full(Budget budget, double... losses) throws InterruptedException {
    return full(budget, STANDING, new SimulatedPool(LOSS, 2, cell -> 1), losses);
  }

  @Tag(Sample.TAG)
  @Test
  void never_more_planned_units_than_the_budget_and_all_that_was_asked_is_told() throws Exception {
    int cut = 0;
    for (int seed = 0; seed < STUDIES; seed++) {
      RandomStudy random = new RandomStudy(seed);
      End uncut = play(random, Budget.UNLIMITED);
      long all = units(uncut.study());
      long most = 1 + new Random(seed).nextLong(all);
      End end = play(random, Budget.UNLIMITED.withUnits(most));
      assertThat(units(end.study())).as("%s", random).isLessThanOrEqualTo(most);
      List<Proposal> proposals = end.study().proposals();
      assertThat(proposals)
          .as("%s", random)
          .isEqualTo(uncut.study().proposals().subList(0, proposals.size()));
      if (end.reason() != StopReason.FAILURES) {
        assertThat(end.study().pending()).isEmpty();
        assertThat(end.reason()).isEqualTo(most < all ? StopReason.UNITS : StopReason.FINISHED);
        cut += most < all ? 1 : 0;
      }
    }
    assertThat(cut).isGreaterThan(STUDIES * 8 / 15);
  }

  private static long units(Study study) {
    return study.proposals().stream().mapToLong(Proposal::units).sum();
  }

  @Test
  void what_fits_exactly_is_asked_for() throws Exception {
    assertThat(full(Budget.UNLIMITED.withUnits(600), 5, 4, 3, 2).study().outcomes()).hasSize(3);
    assertThat(full(Budget.UNLIMITED.withUnits(599), 5, 4, 3, 2).study().outcomes()).hasSize(2);
    assertThat(full(Budget.UNLIMITED.withUnits(100), 5, 4).study().outcomes()).isEmpty();
  }

  @Tag(Sample.TAG)
  @Test
  void every_other_limit_cuts_to_a_prefix() throws Exception {
    int cut = 0;
    for (int seed = 0; seed < STUDIES; seed++) {
      RandomStudy random = new RandomStudy(seed);
      End uncut = play(random, Budget.UNLIMITED);
      Budget budget =
          seed % 2 == 0
              ? Budgets.withTarget(Budget.UNLIMITED, seed % 7 / 3.0)
              : Budgets.withPatience(Budget.UNLIMITED, 1 + seed % 5);
      End end = play(random, budget);
      int steps = end.recording().steps().size();
      assertThat(end.recording().steps())
          .as("%s", random)
          .isEqualTo(uncut.recording().steps().subList(0, steps));
      if (end.reason() == StopReason.TARGET || end.reason() == StopReason.NO_IMPROVEMENT) {
        cut++;
      } else {
        assertThat(steps).isEqualTo(uncut.recording().steps().size());
      }
    }
    assertThat(cut).isGreaterThan(STUDIES / 3);
  }

  @Test
  void a_target_ends_the_study_with_the_first_trial_in_full_that_meets_it() throws Exception {
    End end = full(Budgets.withTarget(Budget.UNLIMITED, 2), 5, 4, 2, 1, 0);
    assertThat(end.reason()).isEqualTo(StopReason.TARGET);
    assertThat(end.study().outcomes()).hasSize(3);
    assertThat(full(Budgets.withTarget(Budget.UNLIMITED, -1), 5, 4).reason())
        .isEqualTo(StopReason.FINISHED);
  }

  @Test
  void a_low_rung_meets_no_target_and_improves_on_nothing() throws Exception {
    RungLadder ladder = RungLadder.ofRows(100, 200, 2, 1);
    SuccessiveHalving scheduler = new SuccessiveHalving(losses(3, 1, 4, 2), 4, ladder, 2);
    Budget budget = Budgets.withPatience(Budgets.withTarget(Budget.UNLIMITED, 1), 1);
    SimulatedPool pool = new SimulatedPool(LOSS, 1, cell -> 1);
    TuningLoop loop =
        new TuningLoop(
            Studies.empty(1), scheduler, ladder, pool, 1, budget, STANDING, new Recording());
    assertThat(loop.run()).isEqualTo(StopReason.TARGET);
    assertThat(loop.study().outcomes()).hasSize(5); // four below, and the first of two at the top
  }

  @Test
  void so_many_trials_without_a_better_one_end_the_study() throws Exception {
    End end = full(Budgets.withPatience(Budget.UNLIMITED, 3), 5, 6, 7, 4, 4, 9, 4, 1);
    assertThat(end.reason()).isEqualTo(StopReason.NO_IMPROVEMENT);
    assertThat(end.study().outcomes()).hasSize(7); // an equal one is no better
  }

  @Test
  void task_time_is_that_of_the_cells_told() throws Exception {
    End end = full(Budgets.ofTaskTime(Duration.ofSeconds(5)), 5, 4, 3, 2, 1);
    assertThat(end.reason()).isEqualTo(StopReason.TASK_TIME);
    assertThat(end.study().outcomes()).hasSize(3); // two cells of a second each
    assertThat(end.reason().isMeasured()).isTrue();
  }

  @Test
  void the_longest_fit_so_far_is_kept_in_reserve_for_each_refit() throws Exception {
    Budget budget = new Budget(Optional.of(Instant.EPOCH.plusSeconds(10)), 3);
    for (int refits = 0; refits < 4; refits++) {
      SimulatedPool pool = new SimulatedPool(LOSS, 1, cell -> 1);
      End end =
          full(
              Budgets.reserving(budget, FinishReserve.of(refits)),
              pool.clock(),
              pool,
              9,
              8,
              7,
              6,
              5,
              4,
              3,
              2,
              1);
      assertThat(end.reason()).isEqualTo(StopReason.DEADLINE);
      // A fit takes a second on one of two folds, so two on all rows; a trial is told each second
      // two.
      assertThat(pool.clock().instant())
          .isBeforeOrEqualTo(Instant.EPOCH.plusSeconds(10 - 2 * refits));
      assertThat(end.study().outcomes()).hasSize(5 - refits);
    }
  }

  @Test
  void a_fit_on_all_rows_that_was_seen_before_the_search_is_the_least_that_is_kept()
      throws Exception {
    FinishReserve reserve =
        new FinishReserve(
            2, Duration.ofSeconds(3), Map.of(FinishReserve.Step.LEAVE, Duration.ofSeconds(1)));
    Budget budget =
        Budgets.reserving(new Budget(Optional.of(Instant.EPOCH.plusSeconds(8)), 3), reserve);
    SimulatedPool pool = new SimulatedPool(LOSS, 1, cell -> 1);
    End end = full(budget, pool.clock(), pool, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(end.reason()).isEqualTo(StopReason.DEADLINE);
    // Four seconds are kept for one fit of three and the rest, also after the first trial: a fit on
    // all rows takes two by what was seen of cells, which share the feature stages of their fold.
    assertThat(end.study().outcomes()).hasSize(2);
    assertThatThrownBy(() -> new FinishReserve(1, Duration.ofSeconds(-1), Map.of()))
        .hasMessageContaining("not negative");
  }

  @Test
  void one_fit_is_kept_as_long_as_only_the_first_trial_can_win() throws Exception {
    FinishReserve reserve = new FinishReserve(3, Duration.ofSeconds(2), Map.of());
    Budget budget =
        Budgets.reserving(new Budget(Optional.of(Instant.EPOCH.plusSeconds(7)), 3), reserve);
    SimulatedPool pool = new SimulatedPool(LOSS, 1, cell -> 1);
    End end = full(budget, pool.clock(), pool, 9, 8, 7, 6, 5);
    assertThat(end.reason()).isEqualTo(StopReason.DEADLINE);
    assertThat(end.study().outcomes()).hasSize(2);
  }

  @Test
  void limits_are_checked_when_they_are_given() {
    assertThatThrownBy(() -> Budget.UNLIMITED.withUnits(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("units >= 1");
    assertThatThrownBy(() -> Budgets.withPatience(Budget.UNLIMITED, 0))
        .hasMessageContaining("patience >= 1");
    assertThatThrownBy(() -> Budgets.withTarget(Budget.UNLIMITED, Double.NaN))
        .hasMessageContaining("must be finite");
    assertThatThrownBy(() -> FinishReserve.of(-1)).hasMessageContaining("refits >= 0");
  }

  @Test
  void failures_end_a_study_that_has_other_limits_too() throws Exception {
    CellByCell failing =
        cell -> {
          throw new IllegalStateException("no");
        };
    SimulatedPool pool = new SimulatedPool(failing, 1, cell -> 1);
    End end = full(Budgets.withPatience(Budget.UNLIMITED, 1), STANDING, pool, 1, 2, 3, 4, 5);
    assertThat(end.reason()).isEqualTo(StopReason.FAILURES);
    assertThat(end.study().outcomes()).hasSize(3).noneMatch(Outcome::completed);
  }
}
