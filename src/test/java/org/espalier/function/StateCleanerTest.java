package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.study.CellOutcome;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.tune.JournalRecorder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what trials left is deleted. */
final class StateCleanerTest {

  private static final RungLadder LADDER = RungLadder.ofIterations(1, 3, 3, 1, 1);

  private @TempDir Path folder;
  private JournalRecorder recorder;
  private boolean broken = false;

  /** Journal that another driver may take over. */
  private final class Journal implements JournalStore {
    @Override
    public List<StudyEvent> read() {
      return List.of();
    }

    @Override
    public void append(StudyEvent event) {}

    @Override
    public void flush() {}

    @Override
    public void requireHeld() throws IOException {
      if (broken) {
        throw new IOException("another driver took over");
      }
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void begins() throws IOException {
    recorder = JournalRecorder.open(new Journal(), InstantSource.system());
    recorder.record(
        new StudyEvent.Opened(
            "study",
            new StudyEvent.Setup(
                1, new Objective("loss", Direction.MINIMIZE), "random", "asha", 4, 16, LADDER),
            new StudyEvent.Folds("function", List.of(1L), 0, 1, 0),
            Optional.empty(),
            new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
            List.of(),
            Map.of(),
            0));
  }

  private StateCleaner cleaner(boolean bestOnly) throws IOException {
    StateStore store =
        new StateStore(new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration(false));
    return new StateCleaner(store, LADDER, recorder, bestOnly);
  }

  /** What a trial leaves at a rung, with the steps that are recorded of it. */
  private StudyEvent evaluated(int trial, int rung, double loss) throws IOException {
    Files.createDirectories(folder.resolve("%d/%d-0/attempt".formatted(trial, rung)));
    Trial asked =
        new Trial(trial, new org.espalier.space.Configuration(Map.of("x", trial)), "random");
    long number = recorder.history().study().proposals().size();
    Proposal proposal = new Proposal(number, trial, rung, List.of(0), 1);
    recorder.record(new StudyEvent.Proposed(asked, proposal));
    StudyEvent told =
        new StudyEvent.Told(
            new Outcome(
                proposal,
                TrialState.COMPLETED,
                OptionalDouble.of(loss),
                OptionalDouble.of(loss),
                OptionalLong.empty(),
                List.of(CellOutcome.completed(0, 1, loss)),
                ""));
    recorder.record(told);
    return told;
  }

  private StudyEvent decided(int trial, int rung, Decision.Kind kind) {
    StudyEvent decided =
        new StudyEvent.Decided(
            new Decision(trial, rung, kind, "asha", new Decision.Ranking(1, 1, 3), "its rank"));
    recorder.record(decided);
    return decided;
  }

  /** Trials 1 and 2 come to the top, where the second is the better one; 0 is pruned. */
  private void study() throws IOException {
    for (int trial : List.of(0, 1, 2)) {
      evaluated(trial, 0, 1 - 0.1 * trial);
    }
    decided(0, 0, Decision.Kind.PRUNE);
    for (int trial : List.of(1, 2)) {
      evaluated(trial, 1, 0.5 - 0.1 * trial);
      decided(trial, 1, Decision.Kind.COMPLETE);
    }
  }

  private List<String> left() throws IOException {
    try (var cells = Files.walk(folder, 2)) {
      return cells
          .filter(path -> path.getNameCount() == folder.getNameCount() + 2)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void what_a_pruned_trial_left_goes_once_the_decision_is_durable() throws IOException {
    StateCleaner cleaner = cleaner(true);
    evaluated(0, 0, 1);
    cleaner.happened(decided(0, 0, Decision.Kind.PRUNE));
    assertThat(left()).isEmpty();
  }

  @Test
  void it_stays_where_another_driver_took_over() throws IOException {
    StateCleaner cleaner = cleaner(true);
    evaluated(0, 0, 1);
    broken = true;
    cleaner.happened(decided(0, 0, Decision.Kind.PRUNE));
    assertThat(left()).containsExactly("0/0-0");
  }

  @Test
  void a_single_event_is_enough_to_catch_up_with_those_that_were_dropped() throws IOException {
    StateCleaner cleaner = cleaner(true);
    study();
    cleaner.happened(evaluated(3, 0, 2));
    assertThat(left()).containsExactly("2/1-0", "3/0-0");
  }

  @Test
  void a_driver_that_resumes_knows_the_best_one_and_what_was_still_to_be_deleted()
      throws IOException {
    study();
    cleaner(true).past(List.of());
    assertThat(left()).containsExactly("2/1-0");
    StateCleaner next = cleaner(true);
    next.past(List.of());
    evaluated(3, 1, 0.1);
    next.happened(decided(3, 1, Decision.Kind.COMPLETE));
    assertThat(left()).containsExactly("3/1-0");
  }

  @Test
  void all_that_are_complete_are_kept_where_another_one_may_win() throws IOException {
    study();
    cleaner(false).past(List.of());
    assertThat(left()).containsExactly("1/1-0", "2/1-0");
  }
}
