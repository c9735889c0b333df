package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.MemoryJournal;
import org.espalier.testing.RandomStudy;
import org.junit.jupiter.api.Test;

final class ListenerThreadTest {

  private static final InstantSource STANDING = () -> Instant.EPOCH;
  private static final Duration SOON = Duration.ofMillis(1);

  /** For a listener that ends by itself: closing waits for the end of its thread. */
  private static final Duration TO_THE_END = Duration.ofDays(1);

  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private static StudyEvent event(int number) {
    return new StudyEvent.CellStarted(number, 0, 0);
  }

  private static StudyEvent closed() {
    return new StudyEvent.Closed(StudyStatus.FINISHED, 0, "", List.of(), 1, 1);
  }

  /** Listener that keeps what it is given. */
  private static final class Kept implements StudyListener {
    private final List<StudyEvent> past = new ArrayList<>();
    private final List<StudyEvent> events = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private String thread = "";

    @Override
    public void past(List<StudyEvent> earlier) {
      past.addAll(earlier);
    }

    @Override
    public void happened(StudyEvent event) {
      events.add(event);
      thread = Thread.currentThread().getName();
      if (event instanceof StudyEvent.Closed) {
        closed.countDown();
      }
    }
  }

  @Test
  void a_listener_receives_a_study_from_its_opening_to_its_end() throws Exception {
    RandomStudy study = new RandomStudy(1);
    List<StudyEvent> journal = new ArrayList<>();
    Kept kept = new Kept();
    JournalRecorder recorder = JournalRecorder.open(new MemoryJournal(journal), STANDING);
    recorder.listen(kept, complaints::add);
    recorder.record(study.opened());
    study.on(study.simulated(2, 1), Budget.UNLIMITED, STANDING, recorder).run();
    recorder.shut(closed());
    kept.closed.await();
    recorder.close();
    assertThat(kept.events).isEqualTo(journal).hasSizeGreaterThan(10);
    assertThat(kept.past).isEmpty();
    assertThat(kept.thread).isEqualTo("espalier-listener");
    assertThat(complaints).isEmpty();
  }

  @Test
  void one_that_comes_later_is_given_the_past_first() throws Exception {
    RandomStudy study = new RandomStudy(1);
    List<StudyEvent> journal = new ArrayList<>(List.of(study.opened()));
    JournalRecorder recorder = JournalRecorder.open(new MemoryJournal(journal), STANDING);
    study.on(study.simulated(2, 1), Budget.UNLIMITED, STANDING, recorder).run();
    Kept kept = new Kept();
    recorder.listen(kept, complaints::add);
    recorder.shut(closed());
    kept.closed.await();
    recorder.close();
    assertThat(kept.past).isEqualTo(journal.subList(0, journal.size() - 1));
    assertThat(kept.events).containsExactly(closed());
  }

  @Test
  void one_that_throws_is_complained_of_once_and_receives_the_rest() {
    List<StudyEvent> seen = new ArrayList<>();
    StudyListener faulty =
        event -> {
          seen.add(event);
          throw new IllegalStateException("no network");
        };
    ListenerThread thread = new ListenerThread(faulty, STANDING, complaints::add, TO_THE_END);
    thread.happened(event(0));
    thread.happened(event(1));
    thread.close();
    assertThat(seen).containsExactly(event(0), event(1));
    assertThat(complaints)
        .singleElement()
        .asString()
        .startsWith("listener org.espalier.tune.ListenerThreadTest")
        .contains(": threw IllegalStateException")
        .endsWith("; the study continues");
  }

  @Test
  void one_that_leaves_its_thread_interrupted_and_has_no_name_receives_the_rest() {
    List<StudyEvent> seen = new ArrayList<>();
    StudyListener odd =
        new StudyListener() {
          @Override
          public String name() {
            throw new IllegalStateException("no name");
          }

          @Override
          public void happened(StudyEvent event) {
            seen.add(event);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
          }
        };
    ListenerThread thread = new ListenerThread(odd, STANDING, complaints::add, TO_THE_END);
    thread.happened(event(0));
    thread.happened(event(1));
    thread.close();
    assertThat(seen).containsExactly(event(0), event(1));
    assertThat(complaints)
        .singleElement()
        .asString()
        .startsWith("listener org.espalier.tune.ListenerThreadTest$")
        .contains(": threw IllegalStateException");
  }

  @Test
  void one_that_does_not_return_is_complained_of_once_and_left_behind() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    StudyListener hanging =
        event -> {
          called.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        };
    ListenerThread thread = new ListenerThread(hanging, now::get, complaints::add, SOON);
    thread.happened(event(0));
    called.await();
    now.set(Instant.EPOCH.plusSeconds(59));
    thread.happened(event(1));
    assertThat(complaints).isEmpty();
    now.set(Instant.EPOCH.plusSeconds(61));
    thread.happened(event(2));
    thread.happened(event(3));
    assertThat(complaints)
        .singleElement()
        .asString()
        .endsWith(": has not returned from an event; the study continues");
    thread.close();
    interrupted.await();
    assertThat(complaints).hasSize(1);
  }

  @Test
  void events_beyond_the_queue_are_dropped() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    List<StudyEvent> seen = new ArrayList<>();
    StudyListener slow =
        event -> {
          called.countDown();
          seen.add(event);
          try {
            free.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    ListenerThread thread = new ListenerThread(slow, STANDING, complaints::add, TO_THE_END);
    thread.happened(event(0));
    called.await();
    for (int i = 1; i <= ListenerThread.BEHIND; i++) {
      thread.happened(event(i));
    }
    assertThat(complaints).isEmpty();
    thread.happened(event(-1));
    assertThat(complaints).hasSize(1);
    free.countDown();
    thread.close();
    assertThat(seen).hasSize(1 + ListenerThread.BEHIND).doesNotContain(event(-1));
  }
}
