package org.espalier.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.espalier.study.Decision;
import org.espalier.study.TrialState;
import org.espalier.testing.Columns;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

/** The record of a study that the loop played. */
final class PlayedStudyTest {

  private static final StudyRecord RECORD = StudyRecord.of(SampleStudy.events());

  @Test
  void each_trial_has_one_row_and_ends_in_one_of_three_ways() {
    assertThat(RECORD.trials())
        .extracting(TrialRow::trial)
        .isEqualTo(IntStream.range(0, 54).boxed().toList());
    assertThat(RECORD.summary().search().trials().keySet())
        .containsExactly(TrialState.COMPLETED, TrialState.PRUNED, TrialState.FAILED);
    assertThat(RECORD.summary().search().trials().values().stream().mapToInt(i -> i).sum())
        .isEqualTo(54);
  }

  @Test
  void a_third_goes_on_from_each_rung_and_defaults_always_do() {
    long promoted =
        RECORD.decisions().stream()
            .filter(d -> d.decision().rung() == 0 && d.decision().kind() == Decision.Kind.PROMOTE)
            .count();
    assertThat(promoted).isBetween(18L, 20L);
    assertThat(RECORD.trials().subList(0, 3))
        .extracting(TrialRow::state)
        .containsOnly(TrialState.COMPLETED);
  }

  @Test
  void halving_saves_planned_units() {
    Summary.Saved saved = RECORD.summary().search().saved();
    assertThat(saved.unitsFull()).isEqualTo(53 * 5 * 20_839L);
    assertThat(saved.unitsPlanned()).isLessThan(saved.unitsFull() / 2);
  }

  @Test
  void the_repeated_configuration_scores_as_the_one_it_repeats() {
    TrialRow repeat = RECORD.trials().get(SampleStudy.REPEATED);
    TrialRow original = RECORD.trials().get(3);
    assertThat(repeat.candidate().configuration()).isEqualTo(original.candidate().configuration());
    assertThat(repeat.work().taskSeconds()).isZero();
    assertThat(RECORD.cells())
        .filteredOn(cell -> cell.trial() == SampleStudy.REPEATED)
        .allSatisfy(cell -> assertThat(cell.answeredFrom()).isPresent());
  }

  @Test
  void every_prefix_of_the_events_has_a_record_whose_cells_are_among_those_of_the_whole() {
    List<StudyEvent> events = SampleStudy.events();
    for (int count = 1; count < events.size(); count += 7) {
      StudyRecord part = StudyRecord.of(events.subList(0, count));
      assertThat(part.summary().end().status()).isEqualTo(StudyStatus.INTERRUPTED);
      assertThat(RECORD.cells()).containsAll(part.cells());
      assertThat(part.decisions())
          .isEqualTo(RECORD.decisions().subList(0, part.decisions().size()));
    }
  }

  @Test
  void without_its_clock_columns_a_table_is_the_same_in_every_run() {
    List<?> once = RECORD.cells().stream().map(r -> Columns.without(CellRow.CLOCK, r)).toList();
    List<?> again =
        StudyRecord.of(SampleStudy.events()).cells().stream()
            .map(r -> Columns.without(CellRow.CLOCK, r))
            .toList();
    assertThat(again).isEqualTo(once);
  }
}
