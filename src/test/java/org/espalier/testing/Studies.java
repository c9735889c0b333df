package org.espalier.testing;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** Small studies, step by step. */
public final class Studies {

  public static final Objective RMSE = new Objective("rmse", Direction.MINIMIZE);

  private Studies() {}

  /** A study in which nothing was tried. */
  public static Study empty(long seed) {
    return Study.of(RMSE, new Seed(seed));
  }

  /** The study after one more trial was asked for, on one fold of 100 rows. */
  public static Study asked(Study study, Configuration configuration) {
    return asked(study, configuration, "test");
  }

  /** The same, of an origin. */
  public static Study asked(Study study, Configuration configuration, String origin) {
    Trial trial = new Trial(study.trials().size(), configuration, origin);
    return study.asked(
        trial, new Proposal(study.proposals().size(), trial.number(), 0, List.of(0), 100));
  }

  /** The study after all of its pending proposals were told, with a loss each. */
  public static Study told(Study study, List<Double> losses) {
    Study result = study;
    List<Proposal> pending = study.pending();
    for (int i = 0; i < pending.size(); i++) {
      result = result.told(completed(pending.get(i), losses.get(i)));
    }
    return result;
  }

  /** A completed outcome of an error metric, each fold with the same score. */
  public static Outcome completed(Proposal proposal, double score) {
    return new Outcome(
        proposal,
        TrialState.COMPLETED,
        OptionalDouble.of(RMSE.loss(score)),
        OptionalDouble.of(score),
        OptionalLong.empty(),
        proposal.folds().stream()
            .map(f -> CellOutcome.completed(f, proposal.rows(), score))
            .toList(),
        "");
  }

  /** An outcome without a score. */
  public static Outcome without(Proposal proposal, TrialState state) {
    OptionalDouble none = OptionalDouble.empty();
    return new Outcome(proposal, state, none, none, OptionalLong.empty(), List.of(), "no reason");
  }
}
