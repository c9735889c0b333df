package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellPool;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Answer;
import org.espalier.schedule.Scheduler;
import org.espalier.simulate.CellByCell;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Continuation;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.MemoryJournal;
import org.junit.jupiter.api.Test;

/** Continues trials as population based training does, in a study of two objectives. */
final class ContinuedTrialsTest {

  private static final InstantSource STANDING = () -> Instant.EPOCH;
  private static final RungLadder LADDER = RungLadder.ofRows(100, 200, 2, 1);
  private static final Seed SEED = new Seed(1);
  private static final Objective ERROR = new Objective("error", Direction.MINIMIZE);

  private final List<Cell> run = new ArrayList<>();

  private static Configuration rate(double rate) {
    return new Configuration(Map.of("rate", rate));
  }

  /** Two trials at the lower rung, of which further ones then continue at the upper one. */
  private static final class Population implements Scheduler {
    private int asked = 0;

    @Override
    public Answer ask(Study study) {
      if (asked == 2 && study.outcomes().size() < 2) {
        return new Answer.Wait();
      }
      return switch (asked++) {
        case 0 -> evaluate(0, 0.1, 0, Optional.empty());
        case 1 -> evaluate(1, 0.2, 0, Optional.empty());
        case 2 -> evaluate(2, 0.3, 1, Optional.of(new Continuation(0, 0)));
        case 3 -> evaluate(3, 0.3, 1, Optional.of(new Continuation(1, 0)));
        case 4 -> evaluate(4, 0.3, 1, Optional.of(new Continuation(0, 0)));
        case 5 -> evaluate(0, 0.1, 1, Optional.of(new Continuation(0, 0)));
        default -> new Answer.Finished();
      };
    }

    private static Answer evaluate(
        int trial, double rate, int rung, Optional<Continuation> continues) {
      return new Answer.Evaluate(
          new Trial(trial, rate(rate), "population"), rung, LADDER.folds(rung), continues);
    }

    @Override
    public List<Decision> tell(Study study, Outcome outcome) {
      return List.of();
    }

    @Override
    public int plannedTrials() {
      return 5;
    }
  }

  /** The error is less where a state is continued, most with that of trial 1. */
  private CellOutcome evaluate(Cell cell) {
    run.add(cell);
    int from = cell.proposal().continues().map(Continuation::trial).orElse(-1);
    double error = cell.configuration().number("rate") - 0.01 * (from + 1);
    return new CellOutcome(
        cell.fold(),
        CellState.COMPLETED,
        cell.proposal().rows(),
        OptionalDouble.of(error),
        Map.of("gain", 10 * error),
        CellTraining.NONE,
        "",
        Cost.NONE);
  }

  private List<StudyEvent> study(List<StudyEvent> past) throws Exception {
    List<StudyEvent> events = new ArrayList<>(past);
    try (JournalRecorder recorder = JournalRecorder.open(new MemoryJournal(events), STANDING);
        CellPool pool = new CellPool(CellByCell.of(this::evaluate), 1, recorder)) {
      if (past.isEmpty()) {
        recorder.record(opened());
      }
      Study empty = Study.of(ERROR, SEED);
      new TuningLoop(
              empty, new Population(), LADDER, pool, 16, Budget.UNLIMITED, STANDING, recorder)
          .resume(RecordedSteps.of(recorder.history()));
      assertThat(recorder.tables().trials())
          .extracting(row -> row.candidate().parent())
          .containsExactly(
              OptionalInt.empty(),
              OptionalInt.empty(),
              OptionalInt.of(0),
              OptionalInt.of(1),
              OptionalInt.of(0));
      assertThat(recorder.history().study().incumbent().orElseThrow().proposal().trial()).isZero();
    }
    return events;
  }

  private static StudyEvent opened() {
    return new StudyEvent.Opened(
        "population",
        new StudyEvent.Setup(SEED.value(), ERROR, "population", "population", 5, 16, LADDER),
        new StudyEvent.Folds("none", List.of(200L), 0, 200, 0),
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
        List.of(),
        Map.of(),
        0);
  }

  private static List<Outcome> outcomes(List<StudyEvent> events) {
    return events.stream()
        .filter(StudyEvent.Told.class::isInstance)
        .map(event -> ((StudyEvent.Told) event).outcome())
        .toList();
  }

  @Test
  void a_configuration_that_continues_another_state_is_evaluated_again_and_else_answered()
      throws Exception {
    List<Outcome> outcomes = outcomes(study(List.of()));
    assertThat(run)
        .extracting(cell -> cell.proposal().number())
        .containsExactly(0L, 1L, 2L, 3L, 5L);
    assertThat(outcomes.get(4).answeredFrom()).isEqualTo(OptionalLong.of(2));
    assertThat(outcomes.get(4).loss()).isEqualTo(outcomes.get(2).loss());
    assertThat(outcomes.get(3).loss()).isNotEqualTo(outcomes.get(2).loss());
    assertThat(outcomes.get(0).loss()).hasValue(0.1);
  }

  @Test
  void a_study_that_is_cut_anywhere_goes_on_to_the_same_outcomes() throws Exception {
    List<StudyEvent> whole = study(List.of());
    for (int cut = 1; cut < whole.size(); cut++) {
      assertThat(outcomes(study(whole.subList(0, cut)))).isEqualTo(outcomes(whole));
    }
  }

  @Test
  void a_scheduler_that_continues_a_failed_trial_ends_the_study_with_a_journal_that_can_be_read()
      throws Exception {
    List<StudyEvent> events = new ArrayList<>();
    MemoryJournal journal = new MemoryJournal(events);
    try (JournalRecorder recorder = JournalRecorder.open(journal, STANDING);
        CellPool pool = new CellPool(CellByCell.of(ContinuedTrialsTest::failing), 1, recorder)) {
      recorder.record(opened());
      TuningLoop loop =
          new TuningLoop(
              Study.of(ERROR, SEED),
              new Population(),
              LADDER,
              pool,
              16,
              Budget.UNLIMITED,
              STANDING,
              recorder);
      assertThatThrownBy(loop::run)
          .hasMessageEndingWith(
              "continues trial 0 at rung 0, which is not a lower rung that it completed.");
    }
    try (JournalRecorder again = JournalRecorder.open(journal, STANDING)) {
      assertThat(again.tables().trials())
          .extracting(row -> row.state())
          .containsExactly(TrialState.FAILED, TrialState.FAILED);
    }
  }

  private static CellOutcome failing(Cell cell) {
    return CellOutcome.without(
        cell.fold(), CellState.FAILED, cell.proposal().rows(), "broken", Cost.NONE);
  }
}
