package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellListener;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.StartPolicy;
import org.espalier.evaluate.TimeLimits;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Answer;
import org.espalier.schedule.DelegatingScheduler;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.TrialState;
import org.espalier.testing.Recording;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class TuningLoopTest {

  private static final InstantSource STANDING = () -> Instant.EPOCH;

  /** Loss is what the configuration says. */
  private static final CellByCell LOSS =
      cell ->
          CellOutcome.completed(
              cell.fold(), cell.proposal().rows(), cell.configuration().number("loss"));

  private static Sampler losses(double... losses) {
    List<Configuration> configurations = new ArrayList<>();
    for (double loss : losses) {
      configurations.add(new Configuration(Map.of("loss", loss)));
    }
    return new ListSampler(configurations, "list");
  }

  private static SimulatedPool pool(CellByCell runner, int slots) {
    return new SimulatedPool(runner, slots, cell -> 1);
  }

  private static TuningLoop loop(
      Scheduler scheduler,
      RungLadder ladder,
      SimulatedPool pool,
      int window,
      Consumer<StudyEvent> recorder) {
    return new TuningLoop(
        Studies.empty(1), scheduler, ladder, pool, window, Budget.UNLIMITED, STANDING, recorder);
  }

  @Test
  void plays_the_worked_example_of_two_virtual_slots() throws Exception {
    RungLadder ladder = RungLadder.ofRows(100, 200, 2, 1);
    Scheduler scheduler = new SuccessiveHalving(losses(4, 1, 3, 2), 4, ladder, 2);
    Recording recording = new Recording();
    StopReason reason = loop(scheduler, ladder, pool(LOSS, 8), 2, recording).run();
    assertThat(reason).isEqualTo(StopReason.FINISHED);
    assertThat(recording.words())
        .containsExactly(
            "ask 0: trial 0 rung 0",
            "ask 1: trial 1 rung 0",
            "tell 0",
            "ask 2: trial 2 rung 0",
            "tell 1",
            "ask 3: trial 3 rung 0",
            "tell 2",
            "tell 3",
            "promote 1",
            "promote 3",
            "prune 2",
            "prune 0",
            "ask 4: trial 1 rung 1",
            "ask 5: trial 3 rung 1",
            "tell 4",
            "tell 5",
            "complete 1",
            "complete 3");
  }

  @Test
  void an_outcome_that_arrived_early_is_held_until_its_virtual_end() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    SimulatedPool backwards = new SimulatedPool(LOSS, 4, cell -> 10.0 - cell.proposal().number());
    Recording recording = new Recording();
    loop(new FullResource(losses(1, 2, 3, 4), 4, ladder), ladder, backwards, 4, recording).run();
    assertThat(recording.words().stream().filter(w -> w.startsWith("tell")))
        .containsExactly("tell 0", "tell 1", "tell 2", "tell 3");
  }

  @Test
  void never_has_more_under_way_than_the_window() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    for (int window : new int[] {1, 2, 5, TuningLoop.UNLIMITED}) {
      int[] most = {0};
      int[] underWay = {0};
      Consumer<StudyEvent> recorder =
          step -> {
            if (step instanceof StudyEvent.Proposed) {
              most[0] = Math.max(most[0], ++underWay[0]);
            } else if (step instanceof StudyEvent.Told) {
              underWay[0]--;
            }
          };
      Scheduler scheduler = new FullResource(losses(1, 2, 3, 4, 5, 6, 7), 7, ladder);
      loop(scheduler, ladder, pool(LOSS, 2), window, recorder).run();
      assertThat(most[0]).isEqualTo(Math.min(7, window));
    }
  }

  @Test
  void an_interrupt_ends_a_loop_that_proposes_without_waiting() {
    RungLadder ladder = RungLadder.full(100, 1);
    double[] all = IntStream.range(0, 100).asDoubleStream().toArray();
    Scheduler interrupting =
        new DelegatingScheduler(new FullResource(losses(all), all.length, ladder)) {
          private int asked = 0;

          @Override
          public Answer ask(Study study) {
            if (++asked == 5) {
              Thread.currentThread().interrupt();
            }
            return super.ask(study);
          }
        };
    TuningLoop loop =
        loop(interrupting, ladder, pool(LOSS, 1), TuningLoop.UNLIMITED, new Recording());
    assertThatThrownBy(loop::run).isInstanceOf(InterruptedException.class);
    assertThat(loop.study().proposals()).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void a_duplicate_is_answered_from_the_record_even_in_flight() throws Exception {
    RungLadder ladder = RungLadder.ofRows(100, 200, 2, 2);
    Scheduler scheduler = new SuccessiveHalving(losses(1, 1, 2, 1), 4, ladder, 2);
    SimulatedPool pool = pool(LOSS, 2);
    TuningLoop loop = loop(scheduler, ladder, pool, 16, new Recording());
    assertThat(loop.run()).isEqualTo(StopReason.FINISHED);
    // submitted are 1 and 2 at the bottom, 1 at the top
    assertThat(loop.study().outcomes()).hasSize(6).allMatch(Outcome::completed);
    assertThat(loop.study().outcomes())
        .extracting(o -> o.answeredFrom().orElse(-1), o -> o.cells().size())
        .containsExactly(
            tuple(-1L, 2), tuple(0L, 0), tuple(-1L, 2), tuple(0L, 0), tuple(-1L, 2), tuple(4L, 0));
  }

  @Test
  void failures_in_a_row_end_the_study_and_others_between_do_not() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    CellByCell runner =
        cell -> {
          if (cell.configuration().number("loss") < 0) {
            throw new IllegalStateException("negative");
          }
          return LOSS.run(cell);
        };
    TuningLoop spared =
        loop(
            new FullResource(losses(-1, -2, 1, -3, -4, 2, -5, -6), 8, ladder),
            ladder,
            pool(runner, 2),
            4,
            new Recording());
    assertThat(spared.run()).isEqualTo(StopReason.FINISHED);
    assertThat(spared.study().outcomes().get(3).loss()).hasValue(1);
    TuningLoop ended =
        loop(
            new FullResource(losses(1, -1, -1, -2, 5, 6), 6, ladder),
            ladder,
            pool(runner, 2),
            2,
            new Recording());
    assertThat(ended.run()).isEqualTo(StopReason.FAILURES);
    assertThat(ended.study().outcomes())
        .extracting(Outcome::state)
        .containsExactly(
            TrialState.COMPLETED, TrialState.FAILED, TrialState.FAILED, TrialState.FAILED);
  }

  @Test
  void every_step_is_recorded_before_it_is_acted_on() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    List<String> steps = new ArrayList<>();
    Scheduler inner = new FullResource(losses(1, 2), 2, ladder);
    Scheduler scheduler = new Narrating(inner, steps);
    Consumer<StudyEvent> recorder =
        step -> {
          if (step instanceof StudyEvent.Proposed proposed) {
            steps.add("record proposal " + proposed.proposal().number());
          } else if (step instanceof StudyEvent.Told told) {
            steps.add("record outcome " + told.outcome().proposal().number());
          } else if (step instanceof StudyEvent.Decided decided) {
            steps.add("record decision on " + decided.decision().trial());
          }
        };
    SimulatedPool pool =
        pool(
            cell -> {
              steps.add("run " + cell.proposal().number());
              return LOSS.run(cell);
            },
            1);
    loop(scheduler, ladder, pool, 1, recorder).run();
    assertThat(steps)
        .containsExactly(
            "ask",
            "record proposal 0",
            "run 0",
            "record outcome 0",
            "tell 0",
            "record decision on 0",
            "ask",
            "record proposal 1",
            "run 1",
            "record outcome 1",
            "tell 1",
            "record decision on 1",
            "ask");
  }

  private static final class Narrating extends DelegatingScheduler {

    private final List<String> steps;

    Narrating(Scheduler inner, List<String> steps) {
      super(inner);
      this.steps = steps;
    }

    @Override
    public Answer ask(Study study) {
      steps.add("ask");
      return super.ask(study);
    }

    @Override
    public List<Decision> tell(Study study, Outcome outcome) {
      steps.add("tell " + outcome.proposal().number());
      return super.tell(study, outcome);
    }
  }

  @Test
  void a_deadline_before_the_start_asks_for_nothing() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    Recording recording = new Recording();
    TuningLoop loop =
        new TuningLoop(
            Studies.empty(1),
            new FullResource(losses(1, 2), 2, ladder),
            ladder,
            pool(LOSS, 1),
            2,
            new Budget(Optional.of(Instant.EPOCH), 3),
            STANDING,
            recording);
    assertThat(loop.run()).isEqualTo(StopReason.DEADLINE);
    assertThat(recording.steps()).isEmpty();
  }

  @Test
  void a_search_of_which_nothing_would_end_in_time_ends_at_once() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    StartPolicy first =
        new StartPolicy() {
          @Override
          public boolean isLate(Cell cell) {
            return cell.proposal().number() > 0;
          }
        };
    try (CellPool pool =
        new CellPool(
            LOSS, Capacity.cells(2), TimeLimits.NONE, first, STANDING, new CellListener() {})) {
      TuningLoop loop =
          new TuningLoop(
              Studies.empty(1),
              new FullResource(losses(1, 2, 3), 3, ladder),
              ladder,
              pool,
              2,
              new Budget(Optional.of(Instant.EPOCH.plusSeconds(3600)), 3),
              STANDING,
              new Recording());
      assertThat(loop.run()).isEqualTo(StopReason.DEADLINE);
      assertThat(loop.study().outcomes()).hasSize(1);
    }
  }

  @Test
  void a_wait_longer_than_its_patience_is_taken_up_again() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    SimulatedPool slow = new SimulatedPool(LOSS, 1, cell -> Duration.ofDays(2).toSeconds());
    TuningLoop loop =
        loop(new FullResource(losses(1, 2), 2, ladder), ladder, slow, 2, new Recording());
    assertThat(loop.run()).isEqualTo(StopReason.FINISHED);
  }

  @Test
  void a_scheduler_that_waits_for_nothing_is_a_defect() {
    Scheduler waiting =
        new DelegatingScheduler(new FullResource(losses(1), 1, RungLadder.full(1, 1))) {
          @Override
          public Answer ask(Study study) {
            return new Answer.Wait();
          }
        };
    TuningLoop loop = loop(waiting, RungLadder.full(1, 1), pool(LOSS, 1), 1, new Recording());
    assertThatThrownBy(loop::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The scheduler waits, but nothing is under way.");
  }

  @Test
  void refuses_a_window_without_a_slot() {
    RungLadder ladder = RungLadder.full(1, 1);
    Scheduler scheduler = new FullResource(losses(1), 1, ladder);
    assertThatThrownBy(() -> loop(scheduler, ladder, pool(LOSS, 1), 0, new Recording()))
        .hasMessage("The window must be positive, not 0.");
    assertThatThrownBy(() -> new Budget(Optional.empty(), 0))
        .hasMessage("max-failures must be positive, not 0.");
  }
}
