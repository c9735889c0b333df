package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.PoolLostException;
import org.espalier.function.FakeStudy;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTuner;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.TrialRow;
import org.espalier.search.Refinement;
import org.espalier.study.TrialState;
import org.espalier.testing.FakeRunner;
import org.espalier.testing.Sample;
import org.espalier.tune.StopReason;
import org.espalier.tune.StudyControl;
import org.espalier.tune.StudyListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions of a whole study, without Spark: deadlines, budgets, gates, repeats, resumption. */
final class StudySearchTest {

  /** Ten trials of one parameter, one by one, on two folds. */
  private static FunctionTuner settings() {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", 0, 1))
        .setSampler("random")
        .setMetric("loss")
        .setTrials(10)
        .setFolds(2)
        .setParallelism(1)
        .setWindow(1)
        .setSeed(42);
  }

  private static double x(Cell cell) {
    return cell.configuration().number("x");
  }

  private static double x(TrialRow trial) {
    return (double) Objects.requireNonNull(trial.candidate().configuration().get("x"));
  }

  /** Loss of a cell, which is smallest at 0.5; the folds differ a little. */
  private static double loss(Cell cell) {
    return Math.abs(x(cell) - 0.5) + 0.01 * cell.fold();
  }

  private static FakeRunner runner() {
    return new FakeRunner((cell, clock) -> loss(cell));
  }

  private static List<TrialState> states(StudyRecord tables) {
    return tables.trials().stream().map(TrialRow::state).toList();
  }

  private static int best(StudyRecord tables) {
    return tables.trials().stream()
        .filter(trial -> trial.state() == TrialState.COMPLETED)
        .min(
            (a, b) ->
                Double.compare(
                    a.evaluation().score().orElseThrow(), b.evaluation().score().orElseThrow()))
        .orElseThrow()
        .trial();
  }

  private static String reason(FakeStudy.Left left) {
    return left.tables().summary().end().reason();
  }

  private static StudyStatus status(FakeStudy.Left left) {
    return left.tables().summary().end().status();
  }

  @Test
  void every_trial_is_decided_on_and_the_best_one_wins() throws Exception {
    FakeStudy.Left left = new FakeStudy(settings()).run(runner());
    assertThat(states(left.tables())).hasSize(10).containsOnly(TrialState.COMPLETED);
    assertThat(left.winner()).hasValue(best(left.tables()));
    assertThat(status(left)).isEqualTo(StudyStatus.FINISHED);
    assertThat(reason(left)).isEqualTo("every trial was decided on");
    assertThat(left.tables().summary().provenance().reproducible()).isTrue();
  }

  @Test
  void a_search_ends_before_its_deadline_with_the_best_so_far() throws Exception {
    // Each trial takes 2 s, and 2 s are kept for the fit of the winner on all rows.
    FakeRunner runner = runner();
    FakeStudy.Left left = new FakeStudy(settings().setTimeout(10)).run(runner);
    assertThat(left.ended().reason()).isEqualTo(StopReason.DEADLINE);
    assertThat(runner.instant().getEpochSecond()).isLessThanOrEqualTo(10);
    List<TrialState> completed =
        states(left.tables()).stream().filter(TrialState.COMPLETED::equals).toList();
    assertThat(completed).hasSize(4);
    assertThat(left.winner()).hasValue(best(left.tables()));
    assertThat(reason(left)).startsWith("the time of 10 s was up");
    assertThat(left.tables().summary().provenance().causes()).containsExactly("deadline");
  }

  @Test
  void a_deadline_that_no_trial_meets_leaves_no_winner_and_says_so() throws Exception {
    FakeRunner slow =
        new FakeRunner(
            (cell, clock) -> {
              clock.pass(Duration.ofMinutes(1));
              return FakeRunner.ENDLESS;
            });
    FakeStudy.Left left = new FakeStudy(settings().setTimeout(30)).run(slow);
    assertThat(left.winner()).isEmpty();
    assertThat(status(left)).isEqualTo(StudyStatus.GAVE_UP);
    assertThat(reason(left)).startsWith("no trial completed within the budget: the time of 30 s");
  }

  @Test
  void a_budget_of_units_target_or_patience_ends_the_search() throws Exception {
    FakeStudy.Left units = new FakeStudy(settings().setMaxUnits(6)).run(runner());
    assertThat(units.ended().reason()).isEqualTo(StopReason.UNITS);
    assertThat(states(units.tables())).hasSize(3);
    FakeStudy.Left target = new FakeStudy(settings().setTargetScore(0.4)).run(runner());
    assertThat(target.ended().reason()).isEqualTo(StopReason.TARGET);
    assertThat(reason(target)).contains("reached the target of 0.4");
    FakeStudy.Left patience =
        new FakeStudy(settings().setPatience(2))
            .run(new FakeRunner((cell, clock) -> cell.proposal().trial()));
    assertThat(patience.ended().reason()).isEqualTo(StopReason.NO_IMPROVEMENT);
    assertThat(patience.winner()).hasValue(0);
    assertThat(states(patience.tables())).hasSize(3);
  }

  @Test
  void failures_in_a_row_end_a_study_with_their_common_cause() throws Exception {
    FakeRunner failing =
        new FakeRunner(
            (cell, clock) -> {
              throw new IllegalStateException("singular matrix");
            });
    FakeStudy.Left left = new FakeStudy(settings().setMaxFailures(3)).run(failing);
    assertThat(left.winner()).isEmpty();
    assertThat(states(left.tables()).subList(0, 3)).containsOnly(TrialState.FAILED);
    assertThat(failing.ran()).hasSizeLessThan(10);
    assertThat(status(left)).isEqualTo(StudyStatus.GAVE_UP);
    assertThat(reason(left)).startsWith("3 trials failed in a row").contains("singular matrix");
  }

  @Test
  void one_candidate_that_fails_or_is_lost_does_not_end_the_study() throws Exception {
    FakeRunner some =
        new FakeRunner(
            (cell, clock) -> {
              switch (cell.proposal().trial()) {
                case 2 -> throw new IllegalStateException("singular matrix");
                case 4 -> throw new FakeRunner.Lost();
                default -> {
                  return loss(cell);
                }
              }
            });
    FakeStudy.Left left = new FakeStudy(settings()).run(some);
    assertThat(states(left.tables()).get(2)).isEqualTo(TrialState.FAILED);
    assertThat(states(left.tables()).get(4)).isEqualTo(TrialState.LOST);
    assertThat(status(left)).isEqualTo(StudyStatus.FINISHED);
    assertThat(left.tables().summary().provenance().causes()).containsExactly("lost cells");
  }

  @Test
  void a_cell_beyond_its_time_limit_fails_its_trial_alone() throws Exception {
    FakeRunner one =
        new FakeRunner(
            (cell, clock) -> {
              if (cell.proposal().trial() != 1) {
                return loss(cell);
              }
              clock.pass(Duration.ofMinutes(5));
              return FakeRunner.ENDLESS;
            });
    FakeStudy.Left left = new FakeStudy(settings().setTrials(3).setCellTimeout(60)).run(one);
    assertThat(states(left.tables()))
        .containsExactly(TrialState.COMPLETED, TrialState.FAILED, TrialState.COMPLETED);
    assertThat(left.tables().trials().get(1).reason()).contains("timed out after 60.0 s");
    assertThat(left.tables().summary().provenance().causes()).containsExactly("timeout");
  }

  @Test
  void a_winner_that_misses_the_required_score_is_left_with_that_status() throws Exception {
    FakeStudy.Left left = new FakeStudy(settings().setRequiredScore(0.001)).run(runner());
    assertThat(left.winner()).hasValue(best(left.tables()));
    assertThat(status(left)).isEqualTo(StudyStatus.GATE_FAILED);
    assertThat(reason(left)).contains("of at most 0.001 is required");
  }

  @Test
  void the_simplest_within_a_standard_error_of_the_best_may_win() throws Exception {
    FunctionTuner simplest =
        settings().setWinnerRule("one-standard-error").setSimplicity("x").setTrials(20);
    FakeRunner noisy = new FakeRunner((cell, clock) -> 0.1 * x(cell) + cell.fold());
    FakeStudy.Left left = new FakeStudy(simplest).run(noisy);
    int simple =
        left.tables().trials().stream()
            .min((a, b) -> Double.compare(x(a), x(b)))
            .orElseThrow()
            .trial();
    assertThat(left.winner()).hasValue(simple);
  }

  @Test
  void the_best_three_are_evaluated_again_on_folds_that_the_search_has_not_seen() throws Exception {
    FunctionTuner repeated = settings().setWinnerRepeats(2);
    FakeRunner runner =
        new FakeRunner((cell, clock) -> cell.fold() < 2 ? loss(cell) : 1 - loss(cell));
    FakeStudy study = new FakeStudy(repeated);
    FakeStudy.Left left = study.run(runner);
    List<Cell> again = runner.ran().stream().filter(cell -> cell.fold() >= 2).toList();
    assertThat(again).hasSize(3 * 4);
    assertThat(again).extracting(Cell::fold).containsOnly(2, 3, 4, 5);
    Set<Integer> trials = new HashSet<>();
    again.forEach(cell -> trials.add(cell.proposal().trial()));
    assertThat(trials).hasSize(3).contains(best(left.tables()));
    assertThat(left.winner().orElseThrow())
        .as("the folds afterwards decide")
        .isNotEqualTo(best(left.tables()));
    // A driver that finds some of them evaluated evaluates the others alone.
    int first = 0;
    while (!(study.events().get(first) instanceof StudyEvent.Repeated)) {
      first++;
    }
    FakeRunner rest = new FakeRunner((cell, clock) -> 1 - loss(cell));
    FakeStudy.Left resumed = study.killed(repeated, first + 1).run(rest);
    assertThat(rest.ran()).hasSize(2 * 4);
    assertThat(resumed.winner()).isEqualTo(left.winner());
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "halving", "asha", "hyperband", "racing"})
  void every_scheduler_ends_with_trials_in_full_and_is_the_same_at_any_parallelism_and_in_batches(
      String scheduler) throws Exception {
    FunctionTuner settings =
        settings().setScheduler(scheduler).setFolds(3).setTrials(12).setWindow(4);
    if (!scheduler.equals("racing") && !scheduler.equals("full")) {
      settings.setMaxResource(9);
    }
    StudyRecord one = new FakeStudy(settings).run(runner()).tables();
    assertThat(states(one)).contains(TrialState.COMPLETED);
    for (int parallelism : new int[] {1, 2, 8}) {
      for (int batch : new int[] {1, 5}) {
        FakeRunner runner = new FakeRunner((cell, clock) -> loss(cell), batch);
        StudyRecord other =
            new FakeStudy(settings.setParallelism(parallelism)).run(runner).tables();
        assertThat(other.decisions()).isEqualTo(one.decisions());
        assertThat(states(other)).isEqualTo(states(one));
        assertThat(other.summary().result().winner()).isEqualTo(one.summary().result().winner());
      }
    }
  }

  @Test
  void start_points_come_first_and_a_refinement_is_around_the_best_so_far() throws Exception {
    FunctionTuner settings =
        settings()
            .setStartPoints(List.of(Map.of("x", 0.25), Map.of("x", 0.45)))
            .setTrials(6)
            .setThen(Refinement.grid(Map.of("x", 0.01)));
    StudyRecord tables = new FakeStudy(settings).run(runner()).tables();
    double best =
        tables.trials().subList(0, 6).stream()
            .map(trial -> x(trial))
            .min((a, b) -> Double.compare(Math.abs(a - 0.5), Math.abs(b - 0.5)))
            .orElseThrow();
    assertThat(tables.trials().subList(6, tables.trials().size()))
        .isNotEmpty()
        .allSatisfy(trial -> assertThat(x(trial)).isCloseTo(best, within(0.011)));
    assertThat(tables.trials().get(0).candidate().configuration()).containsEntry("x", 0.25);
    assertThat(tables.trials().get(1).candidate().configuration()).containsEntry("x", 0.45);
  }

  @Test
  void a_sampler_that_learns_knows_more_in_a_narrow_window() throws Exception {
    FunctionTuner learning = settings().setSampler("gp").setTrials(12);
    StudyRecord narrow = new FakeStudy(learning.setWindow(1)).run(runner()).tables();
    StudyRecord wide = new FakeStudy(learning.setWindow(8)).run(runner()).tables();
    List<Object> first = narrow.trials().stream().<Object>map(TrialRow::candidate).toList();
    List<Object> second = wide.trials().stream().<Object>map(TrialRow::candidate).toList();
    assertThat(second).isNotEqualTo(first);
    assertThat(second.subList(0, 8)).as("what it begins with").isEqualTo(first.subList(0, 8));
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @CsvSource({"full, gp", "asha, random", "bohb, tpe", "full, random"})
  void a_study_that_is_killed_after_any_event_goes_on_to_the_same_tables(
      String scheduler, String sampler) throws Exception {
    FunctionTuner settings =
        settings().setScheduler(scheduler).setSampler(sampler).setTrials(12).setMaxResource(3);
    if (scheduler.equals("full")) {
      settings.setThen(Refinement.grid(Map.of("x", 0.01))).setWinnerRepeats(1);
    }
    FakeStudy uncut = new FakeStudy(settings);
    StudyRecord expected = uncut.run(runner()).tables();
    int steps = uncut.events().size();
    for (int after = 1; after < steps; after += Sample.step()) {
      FakeRunner runner = runner();
      FakeStudy killed = uncut.killed(settings, after);
      Set<String> recorded = new HashSet<>();
      for (StudyEvent event : uncut.events().subList(0, after)) {
        if (event instanceof StudyEvent.CellEnded ended) {
          recorded.add(ended.proposal() + "/" + ended.outcome().fold());
        }
      }
      StudyRecord resumed = killed.run(runner).tables();
      assertThat(resumed.decisions()).as("after %d", after).isEqualTo(expected.decisions());
      assertThat(states(resumed)).as("after %d", after).isEqualTo(states(expected));
      assertThat(resumed.summary().result().winner())
          .isEqualTo(expected.summary().result().winner());
      assertThat(runner.ran())
          .as("after %d", after)
          .noneMatch(cell -> recorded.contains(cell.proposal().number() + "/" + cell.fold()));
    }
  }

  @Test
  void a_cell_that_three_drivers_died_of_fails_and_is_not_run_again() throws Exception {
    FunctionTuner settings = settings().setTrials(3);
    FakeStudy study = new FakeStudy(settings);
    study.run(runner());
    List<StudyEvent> events = new ArrayList<>(study.events());
    int started = 0;
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof StudyEvent.CellStarted cell && cell.proposal() == 1) {
        started = i + 1;
        break;
      }
    }
    FakeStudy dying = study.killed(settings, started);
    for (int death = 1; death < 3; death++) {
      FakeRunner runner =
          new FakeRunner(
              (cell, clock) -> {
                throw new PoolLostException("killed");
              });
      FakeStudy before = dying;
      assertThatThrownBy(() -> before.run(runner)).isInstanceOf(PoolLostException.class);
      // As if the process had been killed: the end of the driver is not recorded.
      dying = dying.killed(settings, dying.events().size() - 1);
    }
    FakeRunner last = runner();
    FakeStudy.Left left = dying.run(last);
    assertThat(states(left.tables()).get(1)).isEqualTo(TrialState.FAILED);
    assertThat(left.tables().trials().get(1).reason()).contains(StudyHistory.DRIVER_DIED);
    assertThat(last.ran()).noneMatch(cell -> cell.proposal().trial() == 1 && cell.fold() == 0);
    assertThat(states(left.tables()).get(2)).isEqualTo(TrialState.COMPLETED);
  }

  @Test
  void a_listener_may_stop_a_search_which_ends_with_the_best_so_far() throws Exception {
    AtomicInteger told = new AtomicInteger();
    StudyListener stopping =
        new StudyListener() {
          private StudyControl control =
              new StudyControl() {
                @Override
                public void stop() {}

                @Override
                public void setTimeout(Duration timeout) {}

                @Override
                public void setMaxUnits(long units) {}
              };

          @Override
          public void begins(StudyControl given) {
            control = given;
          }

          @Override
          public void happened(StudyEvent event) {
            if (event instanceof StudyEvent.Told && told.incrementAndGet() == 3) {
              control.stop();
            }
          }
        };
    FakeStudy.Left left = new FakeStudy(settings().setTrials(1000), stopping).run(runner());
    assertThat(left.ended().reason()).isEqualTo(StopReason.STOPPED);
    assertThat(reason(left)).contains("it was asked to stop");
    assertThat(left.winner()).isPresent();
    assertThat(left.tables().summary().provenance().causes()).containsExactly(StudyHistory.CONTROL);
  }
}
