package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class WorkflowTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();

  /** Number of fits for the score on held-out rows, the last stage. */
  private static int lastFits(StudyEvent.Confirmed confirmed) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.set(events.size() - 3, confirmed);
    return lastFits(events);
  }

  private static int lastFits(List<StudyEvent> events) {
    Workflow all = Workflow.of(Collections.nCopies(4, StudyHistory.of(events)));
    Workflow.Stage last = all.stages().get(all.stages().size() - 1);
    assertThat(last.name()).isEqualTo("Held-out rows");
    return last.work().fits();
  }

  @Test
  void winner_and_baseline_are_fitted_for_held_out_rows_unless_they_are_one() {
    OptionalDouble score = OptionalDouble.of(0.75);
    assertThat(lastFits(new StudyEvent.Confirmed(28, score, score, 1))).isEqualTo(2);
    assertThat(lastFits(new StudyEvent.Confirmed(0, score, score, 1))).isEqualTo(1);
    assertThat(lastFits(new StudyEvent.Confirmed(28, score, NONE, 1))).isEqualTo(1);
    assertThat(lastFits(SampleStudy.events(60))).isZero();
  }
}
