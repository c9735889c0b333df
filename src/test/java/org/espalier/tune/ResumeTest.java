package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.testing.MemoryJournal;
import org.espalier.testing.RandomStudy;
import org.espalier.testing.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A study that was cut anywhere, and goes on from its journal, comes to the same tables. */
@Tag(Sample.TAG)
final class ResumeTest {

  private static final InstantSource STANDING = () -> Instant.EPOCH;

  private record Place(long proposal, int fold) {}

  /** One driver of a study: what it recorded after what was there, and what it ran. */
  private static final class Driver {
    private final List<StudyEvent> events;
    private final Set<Place> ran = new HashSet<>();
    private final RecordedSteps past;
    private StopReason reason = StopReason.FINISHED;

    Driver(List<StudyEvent> recorded, RandomStudy study) {
      this.events = new ArrayList<>(recorded);
      events.add(recorded.isEmpty() ? study.opened() : study.resumed());
      this.past = RecordedSteps.of(StudyHistory.of(events));
    }

    private JournalRecorder recorder() throws IOException {
      return JournalRecorder.open(new MemoryJournal(events), STANDING);
    }

    Driver simulated(RandomStudy study, Budget budget, int slots, long timing) throws Exception {
      JournalRecorder recorder = recorder();
      Random random = new Random(timing);
      SimulatedPool pool =
          new SimulatedPool(
              CellByCell.of(
                  cell -> {
                    recorder.started(List.of(cell));
                    CellOutcome outcome = attempt(study, cell);
                    recorder.ended(cell, outcome);
                    return outcome;
                  }),
              slots,
              cell -> Math.pow(100, random.nextDouble()));
      return run(study, budget, pool, pool.clock(), recorder);
    }

    Driver threaded(RandomStudy study, int threads) throws Exception {
      JournalRecorder recorder = recorder();
      CellPool pool = new CellPool(CellByCell.of(cell -> attempt(study, cell)), threads, recorder);
      return run(study, Budget.UNLIMITED, pool, STANDING, recorder);
    }

    private CellOutcome attempt(RandomStudy study, Cell cell) {
      synchronized (ran) {
        assertThat(ran.add(new Place(cell.proposal().number(), cell.fold()))).isTrue();
      }
      try {
        return study.runner().run(cell);
      } catch (Exception e) {
        return CellOutcome.without(
            cell.fold(),
            CellState.FAILED,
            cell.proposal().rows(),
            Reason.of(e, cell.configuration(), List.of()),
            Cost.NONE);
      }
    }

    private Driver run(
        RandomStudy study,
        Budget budget,
        EvaluationPool pool,
        InstantSource clock,
        JournalRecorder recorder)
        throws Exception {
      try (pool) {
        reason = study.on(pool, budget, clock, recorder, past).resume(past);
      }
      recorder.record(new StudyEvent.Closed(StudyStatus.FINISHED, 0, "", List.of(), 0, 0));
      return this;
    }
  }

  private static Driver begun(RandomStudy study, int slots) throws Exception {
    return new Driver(List.of(), study).simulated(study, Budget.UNLIMITED, slots, 1);
  }

  private static Set<Place> ended(List<StudyEvent> events) {
    Set<Place> ended = new HashSet<>();
    for (StudyEvent event : events) {
      if (event instanceof StudyEvent.CellEnded cell) {
        ended.add(new Place(cell.proposal(), cell.outcome().fold()));
      } else if (event instanceof StudyEvent.Told told) {
        told.outcome()
            .proposal()
            .folds()
            .forEach(fold -> ended.add(new Place(told.outcome().proposal().number(), fold)));
      }
    }
    return ended;
  }

  private static List<StudyEvent> steps(List<StudyEvent> events) {
    return events.stream()
        .filter(
            event ->
                event instanceof StudyEvent.Proposed
                    || event instanceof StudyEvent.Told
                    || event instanceof StudyEvent.Decided)
        .toList();
  }

  /** Tables, steps, and that nothing was run again. */
  private static void same(Driver uncut, Driver resumed, List<StudyEvent> recorded, Object study) {
    Set<Place> again = ended(recorded);
    again.retainAll(resumed.ran);
    assertThat(again).as("%s after %d events", study, recorded.size()).isEmpty();
    assertThat(steps(resumed.events)).as("%s", study).isEqualTo(steps(uncut.events));
    StudyRecord expected = StudyRecord.of(uncut.events);
    StudyRecord actual = StudyRecord.of(resumed.events);
    assertThat(actual.trials()).isEqualTo(expected.trials());
    assertThat(actual.cells()).isEqualTo(expected.cells());
    assertThat(actual.decisions()).isEqualTo(expected.decisions());
  }

  @Test
  void wherever_it_is_cut_and_at_any_parallelism() throws Exception {
    for (int seed = 0; seed < Sample.rounds(40); seed++) {
      RandomStudy study = new RandomStudy(seed);
      Driver uncut = begun(study, 1 + seed % 8);
      for (int cut = 1; cut <= uncut.events.size(); cut++) {
        List<StudyEvent> recorded = uncut.events.subList(0, cut);
        int slots = new int[] {1, 2, 8}[cut % 3];
        Driver resumed = new Driver(recorded, study).simulated(study, Budget.UNLIMITED, slots, cut);
        same(uncut, resumed, recorded, study);
      }
    }
  }

  @Test
  void cut_again_and_again() throws Exception {
    for (int seed = 0; seed < Sample.rounds(100); seed++) {
      RandomStudy study = new RandomStudy(seed);
      Driver uncut = begun(study, 4);
      Random random = new Random(seed);
      List<StudyEvent> recorded = uncut.events.subList(0, 1 + random.nextInt(uncut.events.size()));
      for (int round = 0; round < 4; round++) {
        int slots = 1 + random.nextInt(8);
        Driver resumed =
            new Driver(recorded, study).simulated(study, Budget.UNLIMITED, slots, round);
        same(uncut, resumed, recorded, study);
        int more = random.nextInt(resumed.events.size() - recorded.size() + 1);
        recorded = resumed.events.subList(0, recorded.size() + more);
      }
    }
  }

  @Test
  void on_real_threads_too() throws Exception {
    for (int seed = 0; seed < Sample.rounds(20); seed++) {
      RandomStudy study = new RandomStudy(seed);
      Driver uncut = begun(study, 1);
      Random random = new Random(seed);
      for (int threads : new int[] {1, 2, 8}) {
        Driver first = new Driver(List.of(), study).threaded(study, threads);
        same(uncut, first, List.of(), study);
        List<StudyEvent> recorded =
            first.events.subList(0, 1 + random.nextInt(first.events.size()));
        same(uncut, new Driver(recorded, study).threaded(study, threads), recorded, study);
      }
    }
  }

  @Test
  void a_finished_study_is_gone_through_and_nothing_is_run_or_recorded() throws Exception {
    for (int seed = 0; seed < Sample.rounds(50); seed++) {
      RandomStudy study = new RandomStudy(seed);
      Driver uncut = begun(study, 2);
      Driver resumed = new Driver(uncut.events, study).simulated(study, Budget.UNLIMITED, 2, 1);
      assertThat(resumed.ran).isEmpty();
      assertThat(resumed.reason).isEqualTo(uncut.reason);
      assertThat(resumed.past.toldOutcomes())
          .isEqualTo(StudyRecord.of(uncut.events).cells().isEmpty() ? -1 : told(uncut));
      assertThat(resumed.events).hasSize(uncut.events.size() + 2);
    }
  }

  private static int told(Driver driver) {
    return (int) driver.events.stream().filter(StudyEvent.Told.class::isInstance).count();
  }

  /** A budget that ended the study, then none, then that of the first driver again. */
  private static void continued(UnaryOperator<Budget> limit, StopReason expected) throws Exception {
    int cut = 0;
    for (int seed = 0; seed < Sample.rounds(200); seed++) {
      RandomStudy study = new RandomStudy(seed);
      Driver uncut = begun(study, 2);
      Budget limited = limit.apply(Budget.UNLIMITED);
      Driver first = new Driver(List.of(), study).simulated(study, limited, 2, seed);
      if (first.reason != expected) {
        continue;
      }
      cut++;
      Driver again = new Driver(first.events, study).simulated(study, limited, 2, seed);
      assertThat(again.ran).as("nothing more within the same limit").isEmpty();
      assertThat(again.reason).isEqualTo(expected);
      Driver more = new Driver(again.events, study).simulated(study, Budget.UNLIMITED, 2, seed);
      if (expected != StopReason.UNITS) { // what was not asked for in time is asked for later
        assertThat(more.reason).as("%s", study).isEqualTo(uncut.reason);
        assertThat(steps(more.events)).as("%s", study).isEqualTo(steps(uncut.events));
      }
      for (int at = again.events.size(); at < more.events.size(); at += 11) {
        List<StudyEvent> recorded = more.events.subList(0, at);
        same(
            more,
            new Driver(recorded, study).simulated(study, Budget.UNLIMITED, 3, at),
            recorded,
            study);
      }
    }
    assertThat(cut).isGreaterThan(Sample.rounds(10));
  }

  @Test
  void a_study_that_a_limit_ended_goes_on_with_a_higher_one() throws Exception {
    continued(budget -> budget.withUnits(800), StopReason.UNITS);
    continued(budget -> Budgets.withPatience(budget, 3), StopReason.NO_IMPROVEMENT);
    continued(budget -> Budgets.withTarget(budget, 0), StopReason.TARGET);
  }

  @Test
  void a_study_that_a_deadline_cut_goes_on_from_what_had_ended_by_then() throws Exception {
    int cut = 0;
    int early = 0;
    for (int seed = 0; seed < Sample.rounds(200); seed++) {
      RandomStudy study = new RandomStudy(seed);
      Driver uncut = begun(study, 2);
      Budget limited = new Budget(Optional.of(Instant.EPOCH.plusSeconds(100)), 3);
      Driver first = new Driver(List.of(), study).simulated(study, limited, 2, seed);
      if (first.reason != StopReason.DEADLINE) {
        continue;
      }
      cut++;
      List<StudyEvent> begun = steps(first.events);
      early += begun.equals(steps(uncut.events).subList(0, begun.size())) ? 0 : 1;
      Driver more = new Driver(first.events, study).simulated(study, Budget.UNLIMITED, 2, seed);
      Set<Place> again = ended(first.events);
      again.retainAll(more.ran);
      assertThat(again).as("%s", study).isEmpty();
      for (int at = first.events.size(); at < more.events.size(); at += 11) {
        List<StudyEvent> recorded = more.events.subList(0, at);
        same(
            more,
            new Driver(recorded, study).simulated(study, Budget.UNLIMITED, 3, at),
            recorded,
            study);
      }
    }
    assertThat(cut).isGreaterThan(Sample.rounds(10));
    assertThat(early).as("told before they were due").isPositive();
  }

  @Test
  void a_study_goes_on_with_more_trials_where_no_decision_rests_on_their_number() throws Exception {
    int replanned = 0;
    for (int seed = 0; seed < Sample.rounds(300); seed++) {
      RandomStudy study = new RandomStudy(seed);
      RandomStudy more = study.withTrials(study.trials() + 10);
      int planned = more.opened().setup().plannedTrials();
      if (planned == study.opened().setup().plannedTrials()) {
        continue; // the sampler has no more
      }
      Driver first = begun(study, 2);
      if (!study.scheduler(RecordedSteps.none()).replan(planned)) {
        assertThatThrownBy(
                () -> new Driver(first.events, more).simulated(more, Budget.UNLIMITED, 2, 1))
            .as("%s", study)
            .isInstanceOf(DivergedException.class);
        continue;
      }
      replanned++;
      List<StudyEvent> half = first.events.subList(0, first.events.size() / (1 + seed % 2));
      Driver second = new Driver(half, more).simulated(more, Budget.UNLIMITED, 2, 1);
      if (second.reason == StopReason.FINISHED) {
        assertThat(StudyRecord.of(second.events).trials()).as("%s", study).hasSize(planned);
      }
      for (int at = half.size() + 1; at < second.events.size(); at += 11) {
        List<StudyEvent> recorded = second.events.subList(0, at);
        same(
            second,
            new Driver(recorded, more).simulated(more, Budget.UNLIMITED, 5, at),
            recorded,
            study);
      }
    }
    assertThat(replanned).isGreaterThan(Sample.rounds(30));
  }

  @Test
  void a_record_that_the_scheduler_does_not_follow_is_refused_with_the_step() throws Exception {
    int refused = 0;
    for (int seed = 0; seed < Sample.rounds(100); seed++) {
      RandomStudy study = new RandomStudy(seed);
      Driver uncut = begun(study, 2);
      List<StudyEvent> recorded = new ArrayList<>(uncut.events);
      for (int i = 0; i < recorded.size(); i++) {
        if (recorded.get(i) instanceof StudyEvent.Decided) {
          recorded.remove(i); // a step that the scheduler takes
          if (i + 2 >= recorded.size()) {
            break; // cut there, nothing contradicts it
          }
          refused++;
          assertThatThrownBy(
                  () -> new Driver(recorded, study).simulated(study, Budget.UNLIMITED, 2, 1))
              .isInstanceOf(DivergedException.class)
              .hasMessageMatching("step \\d+ was recorded as '.*', and is now '.*'");
          break;
        }
      }
    }
    assertThat(refused).isGreaterThan(Sample.rounds(30));
  }
}
