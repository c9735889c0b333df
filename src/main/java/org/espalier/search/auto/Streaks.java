package org.espalier.search.auto;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Numbers of trials, by their origin, since one of that origin improved on all losses before it at
 * its rung.
 *
 * @param ended trials whose outcomes are known
 * @param underWay trials that may still improve
 */
record Streaks(Map<String, Integer> ended, Map<String, Integer> underWay) {

  static Streaks of(Study study) {
    Map<String, Integer> streaks = new LinkedHashMap<>();
    Map<Integer, Double> best = new LinkedHashMap<>(); // by rung
    for (Outcome outcome : study.outcomes()) {
      Trial trial = study.trials().get(outcome.proposal().trial());
      int rung = outcome.proposal().rung();
      double before = best.getOrDefault(rung, Double.NEGATIVE_INFINITY);
      boolean better = outcome.completed() && outcome.loss().getAsDouble() < before;
      streaks.merge(trial.origin(), better ? 0 : 1, (n, one) -> better ? 0 : n + one);
      if (outcome.completed()) {
        best.merge(rung, outcome.loss().getAsDouble(), Math::min);
      }
    }
    Map<String, Integer> pending = new LinkedHashMap<>();
    for (Proposal proposal : study.pending()) {
      pending.merge(study.trials().get(proposal.trial()).origin(), 1, Integer::sum);
    }
    return new Streaks(streaks, pending);
  }

  /** The streak of an origin as far as it is known; 0 if there is none. */
  int of(String origin) {
    return ended.getOrDefault(origin, 0);
  }

  /** The streak of an origin if none of its trials under way improves. */
  int atMost(String origin) {
    return of(origin) + underWay.getOrDefault(origin, 0);
  }
}
