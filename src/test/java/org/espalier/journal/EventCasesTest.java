package org.espalier.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dispatch on the kinds of events. */
final class EventCasesTest {

  private final List<StudyEvent> taken = new ArrayList<>();
  private final EventCases cases =
      new EventCases().on(StudyEvent.CellStarted.class, event -> taken.add(event));

  @Test
  void an_event_is_given_to_the_function_for_its_kind_or_passed_over() {
    StudyEvent started = new StudyEvent.CellStarted(0, 1, 2);
    cases.match(started);
    cases.match(new StudyEvent.Reported(0, 1, List.of()));
    assertThat(taken).containsExactly(started);
  }

  @Test
  void a_reader_of_all_kinds_has_a_function_for_each() {
    assertThatThrownBy(cases::ofAllKinds)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("There is no case of \\w+\\.");
  }
}
