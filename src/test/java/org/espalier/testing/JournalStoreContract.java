package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.junit.jupiter.api.Test;

/** What every store of a journal keeps to, wherever it keeps events. */
public abstract class JournalStoreContract {

  /** The same store, opened anew; what was flushed before is there. */
  protected abstract JournalStore open() throws Exception;

  /** What a store holds but for the beginnings of its drivers. */
  protected static List<StudyEvent> events(JournalStore store) throws Exception {
    return withoutBeginnings(store.read());
  }

  /** Events but those in which a driver says that it begins. */
  protected static List<StudyEvent> withoutBeginnings(List<StudyEvent> events) {
    return events.stream().filter(event -> !(event instanceof StudyEvent.Began)).toList();
  }

  @Test
  void is_empty_at_first() throws Exception {
    try (JournalStore store = open()) {
      assertThat(events(store)).isEmpty();
    }
    try (JournalStore store = open()) {
      assertThat(events(store)).isEmpty();
    }
  }

  @Test
  void reads_every_kind_of_event_as_it_was_and_in_order() throws Exception {
    List<StudyEvent> events = EveryEvent.events();
    try (JournalStore store = open()) {
      for (StudyEvent event : events) {
        store.append(event);
      }
      assertThat(events(store)).as("before it is durable").isEqualTo(events);
      store.flush();
      assertThat(events(store)).isEqualTo(events);
    }
    try (JournalStore store = open()) {
      assertThat(events(store)).isEqualTo(events);
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
      assertThat(events(store)).isEqualTo(events.subList(0, 2));
    }
  }

  @Test
  void closing_makes_the_rest_durable() throws Exception {
    List<StudyEvent> events = EveryEvent.events();
    try (JournalStore store = open()) {
      store.append(events.get(0));
    }
    try (JournalStore store = open()) {
      assertThat(events(store)).isEqualTo(events.subList(0, 1));
    }
  }

  @Test
  void goes_on_where_another_stopped() throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    for (int i = 0; i < 25; i++) {
      try (JournalStore store = open()) {
        assertThat(events(store)).isEqualTo(events.subList(0, 2 * i));
        store.append(events.get(2 * i));
        store.flush();
        store.flush();
        store.append(events.get(2 * i + 1));
      }
    }
  }

  @Test
  void takes_events_from_many_threads() throws Exception {
    int threads = 4;
    int each = 200;
    try (JournalStore store = open()) {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      List<Future<?>> ends = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        ends.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    store.append(new StudyEvent.CellStarted(number, i, 0));
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      pool.shutdown();
    }
    try (JournalStore store = open()) {
      List<StudyEvent> read = events(store);
      assertThat(read).hasSize(threads * each);
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        assertThat(read)
            .map(StudyEvent.CellStarted.class::cast)
            .filteredOn(event -> event.proposal() == number)
            .extracting(StudyEvent.CellStarted::fold)
            .isSorted()
            .hasSize(each);
      }
    }
  }

  @Test
  void a_thread_that_was_interrupted_does_not_break_it() throws Exception {
    List<StudyEvent> events = EveryEvent.events();
    try (JournalStore store = open()) {
      store.append(events.get(0));
      Thread.currentThread().interrupt();
      store.flush();
      store.append(events.get(1));
      assertThat(Thread.interrupted()).isTrue();
    }
    try (JournalStore store = open()) {
      assertThat(events(store)).isEqualTo(events.subList(0, 2));
    }
  }
}
