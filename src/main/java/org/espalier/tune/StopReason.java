package org.espalier.tune;

import java.util.List;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/** Reason why the loop ended. */
public enum StopReason {
  /** The scheduler had nothing more to propose. */
  FINISHED,
  /**
   * The next request would have exceeded the planned units; all outstanding outcomes were awaited.
   */
  UNITS,
  /** A trial reached the target score at full fidelity. */
  TARGET,
  /** The given number of consecutive trials brought no improvement at full fidelity. */
  NO_IMPROVEMENT,
  /** A model bounds the remaining regret below the limit. */
  REGRET,
  /**
   * The deadline was reached, or nothing under way would end before it. The study is a prefix of
   * the uncut one, followed by the outcomes of what had ended by then.
   */
  DEADLINE,
  /** The task time was used up; the study is a prefix of the uncut one. */
  TASK_TIME,
  /** Too many trials failed in a row. */
  FAILURES;

  /** Whether a budget was used up before the scheduler came to its end. */
  public boolean isSpent() {
    return this == UNITS || isMeasured();
  }

  /**
   * Outcomes among which the winner is chosen: those at the highest rung that any trial completed,
   * best first. Only a budget that was used up lets a lower rung than the top decide; otherwise
   * what came so far has failed at the top.
   *
   * <p>Learners' defaults come to higher rungs whether they are good or not. If no other trial has
   * come to theirs, they are compared with others where these are: the best of the highest rung
   * that another trial completed is taken if it is none of them.
   */
  public List<Outcome> contenders(Study study, RungLadder ladder) {
    int lowest = isSpent() ? 0 : ladder.top();
    List<Outcome> highest = List.of();
    for (int rung = ladder.top(); rung >= lowest; rung--) {
      List<Outcome> ranking = study.ranking(rung);
      highest = highest.isEmpty() ? ranking : highest;
      if (ranking.stream().anyMatch(outcome -> !isDefault(study, outcome))) {
        return isDefault(study, ranking.get(0)) ? highest : ranking;
      }
    }
    return highest;
  }

  private static boolean isDefault(Study study, Outcome outcome) {
    return study.trials().get(outcome.proposal().trial()).isDefault();
  }

  /** Whether it came of something measured, so that the same study may end elsewhere next time. */
  public boolean isMeasured() {
    return this == DEADLINE || this == TASK_TIME;
  }
}
