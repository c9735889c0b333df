package org.espalier.tune;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellListener;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.study.CellOutcome;
import org.espalier.study.CurvePoint;

/**
 * Recorder of each step of the loop and each cell in a journal, before anything acts on it. Events
 * that must not be lost are made durable at once, the others when the store does so: a lost step is
 * repeated, with all steps that followed from it.
 *
 * <p>The journal is read once, when the recorder is opened; the history follows what is recorded.
 */
public final class JournalRecorder implements Consumer<StudyEvent>, CellListener, AutoCloseable {

  private final JournalStore store;
  private final StudyHistory history;
  private final InstantSource clock;
  private final ReadWriteLock entryPoint = new ReentrantReadWriteLock();
  private final List<ListenerThread> listeners = new CopyOnWriteArrayList<>();
  private boolean shut = false;

  private JournalRecorder(JournalStore store, StudyHistory history, InstantSource clock) {
    this.store = store;
    this.history = history;
    this.clock = clock;
  }

  /**
   * Opens a recorder that appends to a store; closes the store if it cannot be read.
   *
   * @param store takes events from many threads
   * @throws IllegalArgumentException if its events do not follow each other
   */
  public static JournalRecorder open(JournalStore store, InstantSource clock) throws IOException {
    try {
      return new JournalRecorder(store, StudyHistory.of(store.read()), clock);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Recorder whose journal does not outlive it. */
  public static JournalRecorder unkept(InstantSource clock) {
    return new JournalRecorder(new UnkeptJournal(), new StudyHistory(), clock);
  }

  /** History of the study, which grows with every event that is recorded. */
  public StudyHistory history() {
    return history;
  }

  /**
   * Tables and summary of what is recorded.
   *
   * @throws IOException if another driver has taken over the study
   */
  public StudyRecord tables() throws IOException {
    requireHeld();
    return history.record();
  }

  /**
   * Makes all that was recorded durable.
   *
   * @throws IOException if another driver has taken over the study
   */
  public void requireHeld() throws IOException {
    store.flush();
    store.requireHeld();
  }

  /**
   * Lets a listener follow the study, from what is recorded so far until this recorder or the
   * returned thread is closed.
   *
   * @param complaints receives problems with the listener, one line each, from any thread
   */
  public ListenerThread listen(StudyListener listener, Consumer<String> complaints) {
    entryPoint.writeLock().lock(); // so that no event comes twice, or not at all
    try {
      ListenerThread thread = new ListenerThread(listener, clock, complaints);
      if (history.isBegun()) {
        Stream<StudyEvent> opening = Stream.of(history.opened());
        thread.past(Stream.concat(opening, history.steps().stream()).toList());
      }
      listeners.add(thread);
      return thread;
    } finally {
      entryPoint.writeLock().unlock();
    }
  }

  /** Records a step of the loop: durable with the next event that has to be. */
  @Override
  public void accept(StudyEvent step) {
    record(step, false);
  }

  /** Durable before the cells run, because they may kill the driver. */
  @Override
  public void started(List<Cell> cells) {
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      long number = cell.proposal().number();
      boolean durable = i == cells.size() - 1; // all with the last
      record(new StudyEvent.CellStarted(number, cell.fold(), clock.millis()), durable);
    }
  }

  @Override
  public void ended(Cell cell, CellOutcome outcome) {
    record(new StudyEvent.CellEnded(cell.proposal().number(), outcome), false);
  }

  @Override
  public void reported(Cell cell, List<CurvePoint> curve) {
    record(new StudyEvent.Reported(cell.proposal().number(), cell.fold(), curve), false);
  }

  /** Records an event, and returns once it is durable. */
  public void record(StudyEvent event) {
    record(event, true);
  }

  /**
   * Records a last event and rejects all later ones with a {@link StudyInterruptedException}; does
   * nothing if that has happened already.
   *
   * @return true if the event was recorded
   */
  public boolean shut(StudyEvent last) {
    entryPoint.writeLock().lock();
    try {
      if (shut) {
        return false;
      }
      write(last, true);
      shut = true;
      return true;
    } finally {
      entryPoint.writeLock().unlock();
    }
  }

  private void record(StudyEvent event, boolean durable) {
    entryPoint.readLock().lock();
    try {
      if (shut) {
        throw new StudyInterruptedException();
      }
      write(event, durable);
    } finally {
      entryPoint.readLock().unlock();
    }
  }

  private void write(StudyEvent event, boolean durable) {
    try {
      store.append(event);
      history.add(event);
      if (durable) {
        store.flush();
      }
      listeners.forEach(listener -> listener.happened(event));
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }

  /** Closes the store, once the listeners have taken all events. */
  @Override
  public void close() throws IOException {
    listeners.forEach(ListenerThread::close);
    store.close();
  }

  /** Store of a study that is never resumed: the history is enough. */
  private static final class UnkeptJournal implements JournalStore {
    @Override
    public List<StudyEvent> read() {
      return List.of();
    }

    @Override
    public void append(StudyEvent event) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
