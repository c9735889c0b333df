package org.espalier.engine;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyHistory;
import org.espalier.spark.store.ControlFolder;

/**
 * Control of a running search by requests that other processes leave in the study's folder. A file
 * is removed once its request is answered in the journal.
 */
final class RemoteControl implements AutoCloseable {

  /** Milliseconds between two listings of the folder, which are requests to an object store. */
  private static final long LOOK = 1_000;

  private final ControlFolder folder;
  private final SearchControl control;
  private final StudyHistory history;
  private final Consumer<String> complaints;
  private final Timer timer = new Timer("espalier-control", /* isDaemon= */ true);
  private final Set<String> asked = new HashSet<>(); // ids
  private final Set<String> unreadable = new HashSet<>(); // names, at the last look
  private final Set<String> said = new HashSet<>();

  /**
   * Starts watching the folder.
   *
   * @param history history of the study, which is begun
   * @param complaints receives problems, one per line
   */
  RemoteControl(
      ControlFolder folder,
      SearchControl control,
      StudyHistory history,
      Consumer<String> complaints) {
    this.folder = folder;
    this.control = control;
    this.history = history;
    this.complaints = complaints;
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            look(/* ended= */ false);
          }
        },
        0,
        LOOK);
  }

  private synchronized void look(boolean ended) {
    try {
      for (ControlFolder.Left left : folder.read()) {
        if (left.content().isEmpty()) {
          unreadable(left.name());
        } else {
          take(left, left.content().get(), ended);
        }
      }
    } catch (IOException | RuntimeException e) { // of a client of a store; the study continues
      sayOnce("control: cannot be read: " + e);
    }
  }

  private void take(ControlFolder.Left left, ControlFolder.Addressed addressed, boolean ended)
      throws IOException {
    ControlRequest request = addressed.request();
    Optional<String> objection = addressed.objection(history.opened(), folder.driver());
    if (objection.isPresent()) {
      sayOnce("control/%s: %s; it is removed".formatted(left.name(), objection.get()));
      folder.remove(left);
    } else if (history.answer(request.id()).isPresent()) {
      folder.remove(left);
    } else if (asked.add(request.id())) {
      if (!ended) {
        control.ask(request);
      } else {
        control.refuse(request, "the search has ended");
      }
      if (history.answer(request.id()).isPresent()) {
        folder.remove(left);
      }
    }
  }

  /** A file that is still being written can be read at the next look. */
  private void unreadable(String name) {
    if (!unreadable.add(name)) {
      sayOnce("control/%s: is not a request; remove it".formatted(name));
    }
  }

  private void sayOnce(String line) {
    if (said.add(line)) {
      complaints.accept(line);
    }
  }

  /** Answers pending requests, and stops watching. */
  @Override
  public void close() {
    timer.cancel();
    look(/* ended= */ true);
  }
}
