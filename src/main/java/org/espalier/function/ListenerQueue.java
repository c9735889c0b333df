package org.espalier.function;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.store.EventLine;
import org.espalier.tune.StudyListener;
import org.jspecify.annotations.Nullable;

/**
 * Listener that hands its events to a thread of another language, one at a time. The listener's own
 * thread waits until the other thread requests the next event, so that a listener which hangs there
 * is reported like any other.
 */
public final class ListenerQueue implements StudyListener, AutoCloseable {

  /** Maximum wait of a take. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final String name;
  private final SynchronousQueue<String> handed = new SynchronousQueue<>();
  private final Semaphore done = new Semaphore(0);
  private volatile boolean closed = false;
  private boolean busy = false; // used by the taking thread alone

  /**
   * @param name name of the listener in messages
   */
  public ListenerQueue(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void past(List<StudyEvent> events) {
    hand(events.stream().map(EventLine::json).collect(Collectors.joining(",", "[", "]")));
  }

  @Override
  public void happened(StudyEvent event) {
    hand(EventLine.json(event));
  }

  private void hand(String text) {
    try {
      handed.put(text);
      done.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the study has ended, and waits no longer
    }
  }

  /**
   * Takes the next events, and marks those that this thread took before as done.
   *
   * @return an event, {@code {"type": …, "event": {…}}}, or an array of those that were recorded
   *     before; null if there is none for a second
   */
  public @Nullable String take() throws InterruptedException {
    if (busy) {
      done.release();
    }
    String text = handed.poll(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    busy = text != null;
    return text;
  }

  /** True once the study has ended, and no events come any more. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
