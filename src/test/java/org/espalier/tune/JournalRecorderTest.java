package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.testing.MemoryJournal;
import org.espalier.testing.RandomStudy;
import org.junit.jupiter.api.Test;

final class JournalRecorderTest {

  private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(5);

  private static final Cell CELL =
      new Cell(new Proposal(3, 1, 0, List.of(0), 100), new Configuration(Map.of()), 0);

  /** Store that counts how often it is read. */
  private static final class CountingJournal implements JournalStore {
    private final MemoryJournal journal = new MemoryJournal(new ArrayList<>());
    private int reads = 0;

    @Override
    public List<StudyEvent> read() {
      reads++;
      return journal.read();
    }

    @Override
    public synchronized void append(StudyEvent event) {
      journal.append(event);
    }

    @Override
    public synchronized void flush() {
      journal.flush();
    }

    @Override
    public void close() {
      journal.close();
    }
  }

  private final RandomStudy study = new RandomStudy(1);
  private final StudyEvent.Opened opened = study.opened();
  private final List<StudyEvent> durable = new ArrayList<>(List.of(opened));
  private final JournalRecorder recorder;

  JournalRecorderTest() throws IOException {
    recorder = JournalRecorder.open(new MemoryJournal(durable), CLOCK);
  }

  private static StudyEvent.Closed closed(String reason) {
    return new StudyEvent.Closed(StudyStatus.INTERRUPTED, 143, reason, List.of(), 1, 5);
  }

  @Test
  void a_cell_is_durable_before_it_runs_and_its_end_when_the_store_says_so() {
    recorder.started(List.of(CELL));
    assertThat(durable).containsExactly(opened, new StudyEvent.CellStarted(3, 0, 5));
    CellOutcome outcome = CellOutcome.completed(0, 100, 0.5);
    recorder.ended(CELL, outcome);
    assertThat(durable).hasSize(2);
    recorder.started(List.of(CELL));
    assertThat(durable).hasSize(4).contains(new StudyEvent.CellEnded(3, outcome));
  }

  @Test
  void behind_a_closed_door_nothing_is_recorded_any_more() {
    assertThat(recorder.shut(closed("first"))).isTrue();
    assertThat(recorder.shut(closed("second"))).isFalse();
    assertThatThrownBy(() -> recorder.ended(CELL, CellOutcome.completed(0, 100, 0.5)))
        .isInstanceOf(StudyInterruptedException.class);
    assertThatThrownBy(() -> recorder.started(List.of(CELL)))
        .isInstanceOf(StudyInterruptedException.class);
    assertThatThrownBy(() -> recorder.record(closed("third")))
        .isInstanceOf(StudyInterruptedException.class);
    assertThat(durable).containsExactly(opened, closed("first"));
  }

  @Test
  void a_journal_is_read_once_whatever_is_asked_of_a_study_that_ran_to_its_end() throws Exception {
    CountingJournal journal = new CountingJournal();
    try (JournalRecorder recorder = JournalRecorder.open(journal, CLOCK);
        EvaluationPool pool = new CellPool(study.runner(), 2, recorder)) {
      recorder.record(opened);
      RecordedSteps past = RecordedSteps.of(recorder.history());
      study.on(pool, Budget.UNLIMITED, CLOCK, recorder, past).resume(past);
      recorder.record(
          new StudyEvent.Confirmed(0, OptionalDouble.empty(), OptionalDouble.empty(), 1));
      assertThat(recorder.shut(closed("end"))).isTrue();
      assertThat(recorder.history().isConfirmed()).isTrue();
      assertThat(recorder.history().closed()).contains(closed("end"));
      assertThat(recorder.tables().trials()).hasSize(study.trials());
      assertThat(journal.reads).isEqualTo(1);
      assertThat(recorder.tables()).isEqualTo(StudyRecord.of(journal.read()));
    }
  }

  @Test
  void an_event_that_cannot_follow_is_refused() {
    assertThatThrownBy(() -> recorder.record(opened))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A study is opened once, and this one twice.");
  }
}
