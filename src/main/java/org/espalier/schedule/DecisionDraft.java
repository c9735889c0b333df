package org.espalier.schedule;

import java.util.Map;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;

/** Decision on a trial without its figures: its kind, with the reason. */
record DecisionDraft(Decision.Kind kind, String reason) {

  static final DecisionDraft COMPLETE =
      new DecisionDraft(Decision.Kind.COMPLETE, "top rung reached");

  static final DecisionDraft CARRIED =
      new DecisionDraft(Decision.Kind.PROMOTE, "a learner's defaults are never pruned");

  /** Promotion of a trial before its turn, with the seconds that were left. */
  static Decision inTime(
      int trial, int rung, String rule, Decision.Ranking ranking, double secondsLeft) {
    return new Decision(
        trial,
        rung,
        Decision.Kind.PROMOTE,
        rule,
        ranking,
        Map.of(Scheduler.SECONDS_LEFT, secondsLeft),
        "the best below the top when %.1f s were left".formatted(secondsLeft));
  }

  /** The decision on a completed outcome. */
  Decision decision(Outcome outcome, String rule, Decision.Ranking ranking) {
    return new Decision(
        outcome.proposal().trial(), outcome.proposal().rung(), kind, rule, ranking, reason);
  }
}
