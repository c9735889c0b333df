package org.espalier.function;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.espalier.journal.EventCases;
import org.espalier.journal.StudyEvent;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.StudyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleaner of trials' states. It deletes the state of a rung when the next rung has an outcome, of a
 * trial when it has failed or is pruned, and of a complete trial when another is better. It makes
 * the record durable before it deletes, so that the next driver needs no deleted state.
 *
 * <p>An event only wakes it. Deletions follow from the recorded steps, which it reads in order, so
 * that a missed event changes none of them, and a resumed study continues where the last driver
 * ended.
 */
public final class StateCleaner implements StudyListener {

  private static final Logger LOG = LoggerFactory.getLogger(StateCleaner.class);

  private interface Deletion {
    void run() throws IOException;
  }

  private final StateStore states;
  private final RungLadder ladder;
  private final JournalRecorder recorder;
  private final boolean bestOnly;
  private final Set<Integer> left; // trials that may have left something
  private final Set<Integer> complete = new LinkedHashSet<>();
  private int read = 0; // steps of the record

  private final EventCases cases =
      new EventCases()
          .on(StudyEvent.Proposed.class, this::proposed)
          .on(StudyEvent.Told.class, told -> told(told.outcome()))
          .on(StudyEvent.Decided.class, decided -> decided(decided.decision()));

  /**
   * @param bestOnly true if only the best of the complete trials is kept; false if another one may
   *     win
   */
  public StateCleaner(
      StateStore states, RungLadder ladder, JournalRecorder recorder, boolean bestOnly)
      throws IOException {
    this.states = states;
    this.ladder = ladder;
    this.recorder = recorder;
    this.bestOnly = bestOnly;
    this.left = new LinkedHashSet<>(states.trials());
  }

  @Override
  public void past(List<StudyEvent> events) {
    clean();
  }

  @Override
  public void happened(StudyEvent event) {
    if (event instanceof StudyEvent.Told || event instanceof StudyEvent.Decided) {
      clean();
    }
  }

  private void clean() {
    int first = read;
    List<StudyEvent> steps = recorder.history().steps(first);
    read += steps.size();
    steps.forEach(cases::match);
    if (bestOnly) {
      keepBest();
    }
  }

  private void proposed(StudyEvent.Proposed proposed) {
    left.add(proposed.proposal().trial());
  }

  private void told(Outcome outcome) {
    int rung = outcome.proposal().rung();
    int trial = outcome.proposal().trial();
    if (!outcome.completed()) {
      deleteAll(trial);
    } else if (rung > 0 && ladder.rung(rung).iterations().isPresent() && left.contains(trial)) {
      delete(() -> states.delete(trial, rung - 1, ladder.rung(rung - 1).folds()));
    }
  }

  private void decided(Decision decision) {
    switch (decision.kind()) {
      case PROMOTE -> {}
      case PRUNE -> deleteAll(decision.trial());
      case COMPLETE -> complete.add(decision.trial());
    }
  }

  private void keepBest() {
    List<Integer> others =
        recorder.history().study().incumbent().map(best -> best.proposal().trial()).stream()
            .flatMap(best -> complete.stream().filter(trial -> !trial.equals(best)))
            .toList();
    others.forEach(this::deleteAll);
    others.forEach(complete::remove);
  }

  private void deleteAll(int trial) {
    if (left.remove(trial)) {
      delete(() -> states.delete(trial));
    }
  }

  private void delete(Deletion deletion) {
    try {
      recorder.requireHeld();
      deletion.run();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The state of a trial was not deleted: {}", e.toString());
    }
  }
}
