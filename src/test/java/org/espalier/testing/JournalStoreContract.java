package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.junit.jupiter.api.Test;

/** What every store of a journal keeps to, wherever it keeps events. */
public abstract class JournalStoreContract {

  /** The same store, opened anew; what was flushed before is there. */
  protected abstract JournalStore open() throws Exception;

  @Test
  void is_empty_at_first() throws Exception {
    try (JournalStore store = open()) {
      assertThat(store.read()).isEmpty();
    }
    try (JournalStore store = open()) {
      assertThat(store.read()).isEmpty();
    }
  }

  @Test
  void reads_every_kind_of_event_as_it_was_and_in_order() throws Exception {
    List<StudyEvent> events = EveryEvent.events();
    try (JournalStore store = open()) {
      for (StudyEvent event : events) {
        store.append(event);
      }
      assertThat(store.read()).as("before it is durable").isEqualTo(events);
      store.flush();
      assertThat(store.read()).isEqualTo(events);
    }
    try (JournalStore store = open()) {
      assertThat(store.read()).isEqualTo(events);
    }
  }

  @Test
  void what_was_flushed_is_there_even_if_it_is_never_closed() throws Exception {
    List<StudyEvent> events = EveryEvent.events();
    JournalStore broken = open();
    broken.append(events.get(0));
    broken.append(events.get(1));
    broken.flush();
    broken.append(events.get(2));
    try (JournalStore store = open()) {
      assertThat(store.read()).isEqualTo(events.subList(0, 2));
    }
  }

  @Test
  void closing_makes_the_rest_durable() throws Exception {
    List<StudyEvent> events = EveryEvent.events();
    try (JournalStore store = open()) {
      store.append(events.get(0));
    }
    try (JournalStore store = open()) {
      assertThat(store.read()).isEqualTo(events.subList(0, 1));
    }
  }

  @Test
  void goes_on_where_another_stopped() throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    for (int i = 0; i < 25; i++) {
      try (JournalStore store = open()) {
        assertThat(store.read()).isEqualTo(events.subList(0, 2 * i));
        store.append(events.get(2 * i));
        store.flush();
        store.flush();
        store.append(events.get(2 * i + 1));
      }
    }
  }
}
