package org.espalier.schedule;

import java.util.List;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * Decides what is evaluated next and which trials deserve more resource. Stateful and confined to
 * one thread; its state is a function of the calls made so far.
 */
public interface Scheduler {

  /**
   * What to evaluate next; {@link Answer.Wait} only while something it asked for is not told, and
   * {@link Answer.Finished} for good.
   *
   * @param study what was asked and told so far
   */
  Answer ask(Study study);

  /**
   * Takes an outcome, in virtual order, and says what follows from it.
   *
   * @param study the study after the outcome
   */
  List<Decision> tell(Study study, Outcome outcome);

  /**
   * Whether what it asks depends on outcomes; if not, and if its sampler reads none, the window is
   * without limit.
   */
  default boolean readsOutcomes() {
    return true;
  }

  /** Number of trials it will ask for, known before the first is asked. */
  int plannedTrials();

  /**
   * From now on asks for so many trials in all, as far as its sampler has them, or for no more
   * where it has asked for more; {@link Answer.Finished} may then be followed by something.
   *
   * @return false, with nothing changed, if what it decides rests on the number it began with
   */
  default boolean replan(int trials) {
    return false;
  }
}
