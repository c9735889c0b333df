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
  void a_stop_before_the_begin_is_granted_with_it() {
    control.controlBy("a user").stop();
    assertThat(control.isStopped()).isFalse();
    assertThat(recorded).isEmpty();
    control.begin();
    assertThat(control.isStopped()).isTrue();
    assertThat(recorded).hasSize(1);
  }
}
