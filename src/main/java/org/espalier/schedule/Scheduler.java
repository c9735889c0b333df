package org.espalier.schedule;

import java.util.List;
import java.util.Optional;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * Strategy that decides what is evaluated next and which trials get more of the resource. Stateful
 * and confined to one thread; its state is a function of the calls made so far.
 */
public interface Scheduler {

  /** Name of the measured value of a promotion that was made because little time was left. */
  String SECONDS_LEFT = "seconds_left";

  /**
   * Next evaluation; {@link Answer.Wait} only while an outcome of an earlier request is
   * outstanding, and {@link Answer.Finished} for good.
   *
   * @param study requests and outcomes so far
   */
  Answer ask(Study study);

  /**
   * Takes an outcome, in virtual order, and returns the decisions that follow from it.
   *
   * @param study the study after the outcome
   */
  List<Decision> tell(Study study, Outcome outcome);

  /**
   * Promotes the best of the trials that wait below the top before their turn, so that it is
   * requested next, because the time left is hardly more than a trial needs to reach the top.
   * Called after an outcome was reported, on ladders whose rungs differ in iterations or in folds
   * alone.
   *
   * @param secondsLeft measured value, in the decision under {@link #SECONDS_LEFT}
   * @return empty if there is none, if others are to be requested first, or if no trial is promoted
   *     before its turn
   */
  default Optional<Decision> promoteInTime(Study study, double secondsLeft) {
    return Optional.empty();
  }

  /**
   * True if requests depend on outcomes; if they do not, and the sampler reads none either, the
   * window is unlimited.
   */
  default boolean readsOutcomes() {
    return true;
  }

  /**
   * True if it may request a trial that continues the state of another one, also of a pruned one.
   * Then the states of all trials are kept to the end of the study.
   */
  default boolean continuesOthers() {
    return false;
  }

  /** Number of trials that it will request; known before the first request. */
  int plannedTrials();

  /**
   * Changes the total number of trials from now on, as far as the sampler has them; trials that
   * were already requested stay. {@link Answer.Finished} may then be followed by another answer.
   *
   * @return false, with nothing changed, if its decisions depend on the initial number
   */
  default boolean replan(int trials) {
    return false;
  }
}
