package org.espalier.search;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/**
 * Loss of a configuration at a rung, as samplers learn from it.
 *
 * @param loss that of the outcome or, of a failed one, the worst of the study so far
 */
public record KnownLoss(Configuration configuration, int rung, double loss, Outcome outcome) {

  /**
   * Losses of a study in the order in which they were reported. Lost and cancelled outcomes, and
   * configurations outside the space, such as some defaults, are left out.
   */
  public static List<KnownLoss> of(Study study, SearchSpace space) {
    OptionalDouble worst = study.worstLoss();
    List<KnownLoss> known = new ArrayList<>();
    for (Outcome outcome : study.outcomes()) {
      Configuration configuration = study.trials().get(outcome.proposal().trial()).configuration();
      OptionalDouble loss =
          outcome.completed()
              ? outcome.loss()
              : outcome.state() == TrialState.FAILED ? worst : OptionalDouble.empty();
      if (loss.isPresent() && space.contains(configuration)) {
        int rung = outcome.proposal().rung();
        known.add(new KnownLoss(configuration, rung, loss.getAsDouble(), outcome));
      }
    }
    return known;
  }
}
