package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.espalier.evaluate.Cell;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.schedule.Asha;
import org.espalier.schedule.Racing;
import org.espalier.schedule.Scheduler;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.EntryPoint;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.testing.Sample;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the time of a study is about to end, its best trials go on to the top. */
final class PromotionsInTimeTest {

  private static final int ROWS = 50; // of a race
  private static final RungLadder STEPS = RungLadder.ofIterations(1, 9, 3, 100, 1);
  private static final RungLadder FOLDS = RungLadder.foldByFold(5, ROWS);
  private static final int TIME = 200; // seconds
  private static final int TRIALS = 500;
  private static final int WINDOW = 4;
  private static final int SEEDS = Sample.rounds(20);

  /** A second a step; a loss falls with the steps and is otherwise that of the configuration. */
  private static final CellByCell RUNNER =
      cell ->
          new CellOutcome(
              cell.fold(),
              CellState.COMPLETED,
              cell.proposal().rows(),
              OptionalDouble.of(cell.configuration().number("loss") + noise(cell)),
              Map.of(),
              CellTraining.NONE,
              "",
              new Cost(1, seconds(cell), 0, 1, Cost.Footprint.NONE, Cost.Span.NONE));

  private static double seconds(Cell cell) {
    return isOfRace(cell) ? 1 : STEPS.rung(cell.proposal().rung()).iterations().orElse(9);
  }

  private static double noise(Cell cell) {
    double loss = cell.configuration().number("loss");
    return isOfRace(cell) ? 0.5 * ((loss * 1e6 * (cell.fold() + 1)) % 1) : 1 / seconds(cell);
  }

  private static boolean isOfRace(Cell cell) {
    return cell.proposal().rows() == ROWS;
  }

  private record Run(StopReason reason, Study study, List<StudyEvent> steps) {

    List<Decision> inTime() {
      return steps.stream()
          .filter(StudyEvent.Decided.class::isInstance)
          .map(step -> ((StudyEvent.Decided) step).decision())
          .filter(decision -> decision.measured().containsKey(Scheduler.SECONDS_LEFT))
          .toList();
    }

    List<Outcome> contenders() {
      return reason.contenders(study, STEPS, Set.of());
    }
  }

  private static Run run(long seed, RungLadder ladder, RecordedSteps past)
      throws InterruptedException {
    return run(seed, sampler -> new Asha(sampler, TRIALS, ladder, 3), ladder, TIME, past);
  }

  private static Run race(long seed, int time, RecordedSteps past) throws InterruptedException {
    return run(seed, sampler -> new Racing(sampler, TRIALS, FOLDS), FOLDS, time, past);
  }

  private static Run run(
      long seed,
      Function<Sampler, Scheduler> scheduler,
      RungLadder ladder,
      int time,
      RecordedSteps past)
      throws InterruptedException {
    Random random = new Random(seed);
    List<Configuration> configurations =
        random.doubles(TRIALS).mapToObj(loss -> new Configuration(Map.of("loss", loss))).toList();
    Sampler sampler = new ListSampler(configurations, "list");
    SimulatedPool pool = new SimulatedPool(RUNNER, 2, PromotionsInTimeTest::seconds);
    Budget budget = new Budget(Optional.of(Instant.EPOCH.plusSeconds(time)), 3);
    List<StudyEvent> steps = new ArrayList<>();
    TuningLoop loop =
        new TuningLoop(
            Studies.empty(1),
            scheduler.apply(sampler),
            ladder,
            pool,
            WINDOW,
            budget,
            pool.clock(),
            steps::add);
    StopReason reason = loop.resume(past);
    return new Run(reason, loop.study(), steps);
  }

  private static StudyEvent opened() {
    return new StudyEvent.Opened(
        "study",
        new StudyEvent.Setup(1, Studies.RMSE, "list", "asha", TRIALS, WINDOW, STEPS),
        new StudyEvent.Folds("function", List.of(1L), 0, 1, 0),
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
        List.of(),
        Map.of(),
        0);
  }

  private static RecordedSteps past(Run run, int cut) {
    List<StudyEvent> recorded = new ArrayList<>(run.steps().subList(0, cut));
    recorded.add(0, opened());
    return RecordedSteps.of(StudyHistory.of(recorded));
  }

  @Tag(Sample.TAG)
  @Test
  void the_best_below_the_top_go_on_before_new_trials_begin() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = run(seed, STEPS, RecordedSteps.none());
      assertThat(run.reason()).isEqualTo(StopReason.DEADLINE);
      assertThat(run.inTime())
          .isNotEmpty()
          .allSatisfy(
              decision ->
                  assertThat(decision.measured().get(Scheduler.SECONDS_LEFT))
                      .as("no more than two climbs of nine steps")
                      .isBetween(0.0, 18.0))
          .allSatisfy(decision -> assertThat(decision.kind()).isEqualTo(Decision.Kind.PROMOTE));
      assertThat(run.contenders().get(0).proposal().rung()).isEqualTo(STEPS.top());
    }
  }

  @Tag(Sample.TAG)
  @Test
  void a_driver_that_goes_on_repeats_what_the_clock_decided() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      Run whole = run(seed, STEPS, RecordedSteps.none());
      for (int cut : List.of(whole.steps().size(), whole.steps().size() - seed % 7)) {
        RecordedSteps past = past(whole, cut);
        Run again = run(seed, STEPS, past);
        assertThat(again.study().outcomes()).hasSizeGreaterThanOrEqualTo(past.toldOutcomes());
      }
    }
  }

  @Tag(Sample.TAG)
  @Test
  void a_race_over_folds_ends_with_a_leader_that_has_all_folds_and_the_next_best_have_them_too()
      throws Exception {
    int whole = 0;
    int inTime = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = race(seed, TIME, RecordedSteps.none());
      assertThat(run.reason()).isEqualTo(StopReason.DEADLINE);
      assertThat(run.inTime())
          .allSatisfy(
              decision ->
                  assertThat(decision.measured().get(Scheduler.SECONDS_LEFT))
                      .as("no more than two climbs of four folds")
                      .isBetween(0.0, 8.0))
          .allSatisfy(
              decision ->
                  assertThat(run.study().outcomesOf(decision.trial()))
                      .filteredOn(outcome -> outcome.proposal().rung() > decision.rung())
                      .allMatch(outcome -> outcome.proposal().rung() == FOLDS.top()));
      List<Outcome> contenders = run.reason().contenders(run.study(), FOLDS, Set.of());
      whole += contenders.get(0).proposal().rung() == FOLDS.top() ? 1 : 0;
      inTime += run.inTime().size();
    }
    assertThat(whole).isGreaterThanOrEqualTo(SEEDS * 4 / 5); // the last one told may lead
    assertThat(inTime).isGreaterThan(2 * SEEDS);
  }

  @Tag(Sample.TAG)
  @Test
  void a_race_that_gets_more_time_goes_on_with_all_slots() throws Exception {
    int more = 50; // seconds
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = race(seed, TIME, RecordedSteps.none());
      Run longer = race(seed, more, past(run, run.steps().size()));
      assertThat(cells(longer) - cells(run)).as("of 2 slots").isGreaterThan(1.5 * more);
    }
  }

  private static double cells(Run run) {
    return run.study().outcomes().stream().mapToInt(outcome -> outcome.cells().size()).sum();
  }

  @Test
  void where_scores_of_rungs_do_not_compare_each_waits_for_its_turn() throws Exception {
    RungLadder rows = RungLadder.ofRows(10, 90, 3, 1);
    assertThat(run(1, rows, RecordedSteps.none()).inTime()).isEmpty();
  }
}
