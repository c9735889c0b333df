package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.StudyEvent;
import org.junit.jupiter.api.Test;

final class SearchControlTest {

  private final List<StudyEvent> recorded = new ArrayList<>();
  private final SearchControl control =
      new SearchControl(recorded::add, InstantSource.fixed(Instant.EPOCH));

  @Test
  void a_request_before_the_begin_counts_after_the_pause_of_an_earlier_driver() {
    control.of("a user").proceed();
    control.begin(/* resumesPaused= */ true);
    assertThat(control.isPaused()).isFalse();
    assertThat(recorded).hasSize(1);
  }

  @Test
  void a_study_that_was_paused_resumes_paused() {
    control.begin(/* resumesPaused= */ true);
    assertThat(control.isPaused()).isTrue();
    assertThat(recorded).isEmpty();
  }

  @Test
  void a_stop_before_the_begin_is_granted_with_it() {
    control.of("a user").stop();
    assertThat(control.isStopped()).isFalse();
    control.begin(/* resumesPaused= */ false);
    assertThat(control.isStopped()).isTrue();
  }
}
