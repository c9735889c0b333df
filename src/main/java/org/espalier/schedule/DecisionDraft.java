package org.espalier.schedule;

import org.espalier.study.Decision;
import org.espalier.study.Outcome;

/** Decision on a trial without its figures: its kind, with the reason. */
record DecisionDraft(Decision.Kind kind, String reason) {

  static final DecisionDraft COMPLETE =
      new DecisionDraft(Decision.Kind.COMPLETE, "top rung reached");

  static final DecisionDraft CARRIED =
      new DecisionDraft(Decision.Kind.PROMOTE, "a learner's defaults are never pruned");

  /** The decision on a completed outcome. */
  Decision decision(Outcome outcome, String rule, Decision.Ranking ranking) {
    return new Decision(
        outcome.proposal().trial(), outcome.proposal().rung(), kind, rule, ranking, reason);
  }
}
