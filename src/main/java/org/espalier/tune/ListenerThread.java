package org.espalier.tune;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyEvent;

/**
 * Thread that calls a listener, so that the study neither waits for it nor fails with it.
 *
 * <p>Events wait in a queue of {@value #BEHIND}; those beyond are dropped.
 */
public final class ListenerThread implements AutoCloseable {

  /** Maximum number of waiting events: some tens of megabytes. */
  static final int BEHIND = 100_000;

  /** Time in one call after which the listener counts as hanging. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Time that the end of the study waits for a listener to take the rest. */
  private static final Duration REST = Duration.ofSeconds(5);

  private final Duration rest;
  private final StudyListener listener;
  private final String name;
  private final InstantSource clock;
  private final Consumer<String> complaints;
  private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>(BEHIND);
  private final Thread thread;

  private volatile boolean closed = false;
  private volatile Instant since = Instant.MAX; // begin of the call under way
  private boolean threw = false; // used by the thread alone
  private boolean hangs = false; // guarded by this

  /**
   * @param complaints receives problems with the listener, one line each
   */
  ListenerThread(StudyListener listener, InstantSource clock, Consumer<String> complaints) {
    this(listener, clock, complaints, REST);
  }

  /**
   * @param rest time that {@link #close} waits for the listener; at least a millisecond
   */
  ListenerThread(
      StudyListener listener, InstantSource clock, Consumer<String> complaints, Duration rest) {
    this.rest = rest;
    this.listener = listener;
    this.name = name(listener);
    this.clock = clock;
    this.complaints = complaints;
    this.thread = new Thread(this::run, "espalier-listener");
    thread.setDaemon(true);
    thread.start();
  }

  private static String name(StudyListener listener) {
    try {
      return String.valueOf(listener.name());
    } catch (RuntimeException e) { // the listener's own code
      return listener.getClass().getName();
    }
  }

  void past(List<StudyEvent> events) {
    offer(() -> listener.past(events));
  }

  void happened(StudyEvent event) {
    offer(() -> listener.happened(event));
  }

  private void offer(Runnable call) {
    if (closed) {
      return;
    }
    boolean full = !calls.offer(call);
    if (full || clock.instant().minus(PATIENCE).isAfter(since)) {
      complainOfHanging();
    }
  }

  private synchronized void complainOfHanging() {
    if (!hangs) {
      hangs = true;
      complain("has not returned from an event");
    }
  }

  private void complain(String what) {
    complaints.accept("listener %s: %s; the study continues".formatted(name, what));
  }

  private void run() {
    try {
      while (!closed || !calls.isEmpty()) {
        call(calls.take());
      }
    } catch (InterruptedException e) {
      // The end of the study does not wait for it any longer.
    }
  }

  private void call(Runnable next) {
    since = clock.instant();
    try {
      next.run();
    } catch (Throwable e) { // a listener's failure is not the study's
      if (!threw) {
        threw = true;
        complain("threw " + Reason.of(e, List.of()));
      }
    } finally {
      since = Instant.MAX;
      Thread.interrupted(); // a listener may leave that set, which would end this thread
    }
  }

  /** Ends the thread once the listener has taken what waits, or after five seconds. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    calls.offer(() -> {}); // wakes the thread
    try {
      thread.join(rest.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      complainOfHanging();
      calls.clear();
      thread.interrupt();
    }
  }
}
