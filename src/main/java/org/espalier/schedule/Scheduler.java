package org.espalier.schedule;

import java.util.List;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * Strategy that decides what is evaluated next and which trials get more of the resource. Stateful
 * and confined to one thread; its state is a function of the calls made so far.
 */
public interface Scheduler {

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
   * True if requests depend on outcomes; if they do not, and the sampler reads none either, the
   * window is unlimited.
   */
  default boolean readsOutcomes() {
    return true;
  }

  /**
   * True if it may request a trial that continues the state of another one, also of a pruned one.
   * All that trials leave is then kept to the end of the study.
   */
  default boolean continuesOthers() {
    return false;
  }

  /** Number of trials that it will request, known before the first one. */
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
