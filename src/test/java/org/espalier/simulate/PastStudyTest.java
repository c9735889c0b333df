package org.espalier.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.evaluate.CellRunner;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.ListSampler;
import org.espalier.search.RandomSampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.Door;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.junit.jupiter.api.Test;

final class PastStudyTest {

  private static final Objective AUC = new Objective("auc", Direction.MAXIMIZE);

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("learner", List.of("a", "b"))),
              new Dimension(
                  new FloatParameter("x", 0, 10, Scale.LINEAR),
                  List.of(new Condition("learner", "b")))));

  private static final RungLadder LADDER = RungLadder.ofRows(10, 90, 3, 2);

  /** Better with more rows and near x = 7; each cell takes a second for every ten rows. */
  private static final CellRunner RUNNER =
      cell -> {
        long rows = cell.proposal().rows();
        Object x = cell.configuration().values().getOrDefault("x", 0.0);
        double score = 1 - Math.abs((Double) x - 7) / 10 - 1.0 / rows - cell.fold() / 100.0;
        Cost cost = new Cost(1, rows / 10.0, 0, rows / 5.0, Cost.Footprint.NONE, Cost.Span.NONE);
        return new CellOutcome(
            cell.fold(),
            CellState.COMPLETED,
            rows,
            OptionalDouble.of(score),
            Map.of(),
            CellTraining.by(""),
            "",
            cost);
      };

  private static Scheduler halving(long seed) {
    return new SuccessiveHalving(new RandomSampler(SPACE, new Seed(seed)), 27, LADDER, 3);
  }

  private static Study recorded(Scheduler scheduler, RungLadder ladder) {
    JournalRecorder recorder = JournalRecorder.unkept(() -> Instant.EPOCH);
    StudyEvent.Folds folds = new StudyEvent.Folds("hash", List.of(45L, 45L), 0, 90, 0);
    recorder.record(
        new StudyEvent.Opened(
            "past",
            new StudyEvent.Setup(1, AUC, "random", "halving", 27, 4, ladder),
            folds,
            Optional.empty(),
            new StudyEvent.Request(Door.JOB, List.of(), ""),
            List.of(),
            Map.of(),
            0));
    new StudyPlayer(AUC, ladder, 4, new Seed(1))
        .toTheEnd(scheduler, new SimulatedPool(RUNNER, 4, cell -> 1), recorder, Budget.UNLIMITED);
    return recorder.history().study();
  }

  @Test
  void the_same_strategy_comes_to_the_same_and_needs_no_guess() {
    PastStudy past = new PastStudy(recorded(halving(1), LADDER), SPACE);
    StrategyReplay rehearsal = past.rehearse(halving(1), LADDER, 4, 4, new Seed(1));
    assertThat(rehearsal.recorded()).isEqualTo(rehearsal.cells()).isEqualTo(2 * (27 + 9 + 3));
    assertThat(rehearsal.caveats()).isEmpty();
    assertThat(rehearsal.interpolated()).isZero();
    assertThat(rehearsal.trials()).isEqualTo(27);
    double taskSeconds = 2 * (27 * 2 + 9 * 6 + 3 * 18);
    assertThat(rehearsal.taskSeconds()).isCloseTo(taskSeconds, offset(1e-9));
    assertThat(rehearsal.wallSeconds()).isBetween(taskSeconds / 2 / 4, taskSeconds / 2);
    assertThat(rehearsal.score().getAsDouble()).isBetween(0.8, 1.0);
  }

  @Test
  void a_strategy_that_asks_for_something_else_is_told_how_far_it_guesses() {
    PastStudy past = new PastStudy(recorded(halving(1), LADDER), SPACE);
    StrategyReplay rehearsal = past.rehearse(halving(2), LADDER, 4, 4, new Seed(1));
    assertThat(rehearsal.interpolated()).isBetween(0.1, 0.99);
    assertThat(rehearsal.otherRows()).isZero();
    assertThat(rehearsal.meanDistance()).isBetween(0.0, 0.2);
    assertThat(rehearsal.caveats()).singleElement().asString().contains("were not recorded");
  }

  @Test
  void rows_that_were_never_seen_are_named() {
    RungLadder full = RungLadder.full(90, 2);
    Scheduler all = new FullResource(new RandomSampler(SPACE, new Seed(1)), 27, full);
    PastStudy past = new PastStudy(recorded(all, full), SPACE);
    StrategyReplay rehearsal = past.rehearse(halving(1), LADDER, 4, 4, new Seed(1));
    assertThat(rehearsal.otherRows()).isEqualTo(2 * (27 + 9));
    assertThat(rehearsal.caveats()).hasSize(2).last().asString().startsWith("72 cells were only");
  }

  @Test
  void the_nearest_configuration_of_the_same_learner_answers() {
    List<Configuration> known =
        List.of(new Configuration(Map.of("learner", "a")), b(1.0), b(5.0), b(9.0));
    RungLadder full = RungLadder.full(90, 2);
    PastStudy past =
        new PastStudy(
            recorded(new FullResource(new ListSampler(known, "list"), 4, full), full), SPACE);
    Scheduler one = new FullResource(new ListSampler(List.of(b(6.0)), "list"), 1, full);
    StrategyReplay rehearsal = past.rehearse(one, full, 1, 1, new Seed(1));
    double expected = 1 - 0.2 - 1 / 90.0 - 0.005; // as if x were 5, the mean of two folds
    assertThat(rehearsal.score().getAsDouble()).isCloseTo(expected, offset(1e-9));
    assertThat(rehearsal.meanDistance()).isCloseTo(0.05, offset(1e-9)); // 0.1 of one of two
  }

  private static Configuration b(double x) {
    return SPACE.build(p -> p.name().equals("learner") ? (Object) "b" : (Object) x);
  }

  @Test
  void refuses_a_record_without_cells() {
    Study empty = Study.of(AUC, new Seed(1));
    assertThatThrownBy(() -> new PastStudy(empty, SPACE))
        .hasMessage("No cell of the study ended, so nothing can be replayed.");
  }
}
