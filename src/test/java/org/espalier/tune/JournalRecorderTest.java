package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.evaluate.Cell;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.testing.MemoryJournal;
import org.junit.jupiter.api.Test;

final class JournalRecorderTest {

  private static final Cell CELL =
      new Cell(new Proposal(3, 1, 0, List.of(0), 100), new Configuration(Map.of()), 0);

  private final List<StudyEvent> durable = new ArrayList<>();
  private final JournalRecorder recorder =
      new JournalRecorder(new MemoryJournal(durable), () -> Instant.ofEpochMilli(5));

  private static StudyEvent.Closed closed(String reason) {
    return new StudyEvent.Closed("interrupted", 143, reason, List.of(), 1, 5);
  }

  @Test
  void a_cell_is_durable_before_it_runs_and_its_end_when_the_store_says_so() {
    recorder.started(CELL);
    assertThat(durable).containsExactly(new StudyEvent.CellStarted(3, 0, 5));
    CellOutcome outcome = CellOutcome.completed(0, 100, 0.5);
    recorder.ended(CELL, outcome);
    assertThat(durable).hasSize(1);
    recorder.started(CELL);
    assertThat(durable).hasSize(3).contains(new StudyEvent.CellEnded(3, outcome));
  }

  @Test
  void behind_a_closed_door_nothing_is_recorded_any_more() {
    assertThat(recorder.shut(closed("first"))).isTrue();
    assertThat(recorder.shut(closed("second"))).isFalse();
    assertThatThrownBy(() -> recorder.ended(CELL, CellOutcome.completed(0, 100, 0.5)))
        .isInstanceOf(StudyInterruptedException.class);
    assertThatThrownBy(() -> recorder.started(CELL)).isInstanceOf(StudyInterruptedException.class);
    assertThatThrownBy(() -> recorder.record(closed("third")))
        .isInstanceOf(StudyInterruptedException.class);
    assertThat(durable).containsExactly(closed("first"));
  }
}
