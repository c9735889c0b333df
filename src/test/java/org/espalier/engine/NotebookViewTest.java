package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.espalier.journal.StudyEvent;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class NotebookViewTest {

  @Test
  void its_progress_is_that_of_trials_and_its_end_is_that_of_the_study() {
    List<StudyEvent> events = SampleStudy.events();
    NotebookView view = new NotebookView(() -> Instant.EPOCH);
    assertThat(view.text()).isEmpty();
    view.past(events.subList(0, 1));
    assertThat(view.text()).contains("  0 %  0 of ", "rungs   no trial yet", "waiting");
    events.subList(1, events.size()).forEach(view::happened);
    assertThat(view.text())
        .contains("best    ", "history ", "rungs   0 ████████ ", " of the work saved")
        .doesNotContain("running", "waiting");
  }
}
