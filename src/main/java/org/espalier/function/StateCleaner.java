package org.espalier.function;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyFold;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.StudyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleaner of what trials left, as a listener to the study: of a rung when the next one is told, of
 * a trial when it is pruned, of a complete one when another is better. It makes the record durable
 * before it deletes: a driver that follows needs nothing that is gone.
 */
final class StateCleaner implements StudyListener {

  private static final Logger LOG = LoggerFactory.getLogger(StateCleaner.class);

  private interface Deletion {
    void run() throws IOException;
  }

  private final StateStore states;
  private final RungLadder ladder;
  private final JournalRecorder recorder;
  private final StudyFold fold = new StudyFold();
  private OptionalInt best = OptionalInt.empty(); // of those that are complete

  StateCleaner(StateStore states, RungLadder ladder, JournalRecorder recorder) {
    this.states = states;
    this.ladder = ladder;
    this.recorder = recorder;
  }

  @Override
  public void past(List<StudyEvent> events) {
    events.forEach(fold::add);
  }

  @Override
  public void happened(StudyEvent event) {
    fold.add(event);
    if (event instanceof StudyEvent.Told told) {
      told(told.outcome());
    } else if (event instanceof StudyEvent.Decided decided) {
      decided(decided.decision());
    }
  }

  private void told(Outcome outcome) {
    int rung = outcome.proposal().rung();
    int trial = outcome.proposal().trial();
    if (rung > 0 && ladder.rung(rung).iterations().isPresent()) {
      delete(() -> states.delete(trial, rung - 1, ladder.rung(rung - 1).folds()));
    }
    if (!outcome.completed()) {
      delete(() -> states.delete(trial));
    }
  }

  private void decided(Decision decision) {
    int trial = decision.trial();
    switch (decision.kind()) {
      case PROMOTE -> {}
      case PRUNE -> delete(() -> states.delete(trial));
      case COMPLETE -> complete(trial);
    }
  }

  private void complete(int trial) {
    boolean better =
        fold.study().incumbent().filter(o -> o.proposal().trial() == trial).isPresent();
    if (better) {
      best.ifPresent(earlier -> delete(() -> states.delete(earlier)));
      best = OptionalInt.of(trial);
    } else {
      delete(() -> states.delete(trial));
    }
  }

  private void delete(Deletion deletion) {
    try {
      recorder.requireHeld();
      deletion.run();
    } catch (IOException | RuntimeException e) {
      LOG.warn("What a trial left was not deleted: {}", e.toString());
    }
  }
}
