package org.espalier.function;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.TuningListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleaner of what trials left, in a thread of its own: of a rung when the next one is told, of a
 * trial when it is pruned, of a complete one when another is better. It makes the record durable
 * before it deletes: a driver that follows needs nothing that is gone.
 */
final class StateCleaner implements TuningListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateCleaner.class);

  /** How long the end of a study waits for deletions. */
  private static final long PATIENCE_SECONDS = 60;

  private interface Deletion {
    void run() throws IOException;
  }

  private final StateStore states;
  private final RungLadder ladder;
  private final JournalRecorder recorder;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "espalier-states");
            daemon.setDaemon(true);
            return daemon;
          });
  private OptionalInt best = OptionalInt.empty(); // of those that are complete

  StateCleaner(StateStore states, RungLadder ladder, JournalRecorder recorder) {
    this.states = states;
    this.ladder = ladder;
    this.recorder = recorder;
  }

  @Override
  public void told(Study study, Outcome outcome) {
    int rung = outcome.proposal().rung();
    int trial = outcome.proposal().trial();
    if (rung > 0 && ladder.rung(rung).iterations().isPresent()) {
      delete(() -> states.delete(trial, rung - 1, ladder.rung(rung - 1).folds()));
    }
    if (!outcome.completed()) {
      delete(() -> states.delete(trial));
    }
  }

  @Override
  public void decided(Study study, Decision decision) {
    int trial = decision.trial();
    switch (decision.kind()) {
      case PROMOTE -> {}
      case PRUNE -> delete(() -> states.delete(trial));
      case COMPLETE -> complete(study, trial);
    }
  }

  private void complete(Study study, int trial) {
    boolean better =
        study.incumbent().filter(outcome -> outcome.proposal().trial() == trial).isPresent();
    if (better) {
      best.ifPresent(earlier -> delete(() -> states.delete(earlier)));
      best = OptionalInt.of(trial);
    } else {
      delete(() -> states.delete(trial));
    }
  }

  private void delete(Deletion deletion) {
    thread.execute(
        () -> {
          try {
            recorder.requireHeld();
            deletion.run();
          } catch (IOException | RuntimeException e) {
            LOG.warn("What a trial left was not deleted: {}", e.toString());
          }
        });
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("Not all that trials left is deleted yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
