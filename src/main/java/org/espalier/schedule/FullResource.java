package org.espalier.schedule;

import java.util.List;
import org.espalier.search.Sampler;
import org.espalier.search.StrategyTexts;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/**
 * Scheduler that evaluates every trial once, on all folds and rows, as {@code CrossValidator} does.
 */
public final class FullResource extends SampledScheduler {

  /** Name in settings. */
  public static final String NAME = "full";

  public static final SchedulerSpec SPEC =
      SchedulerSpec.of(
          NAME,
          new StrategyTexts(
              "Every configuration on all rows and folds.",
              "Trials are few or cheap, or all of them are to be compared at full fidelity.",
              "Trials x folds fits.",
              "Spark's CrossValidator"),
          SchedulerSpec.LadderKind.FULL,
          (sampler, trials, ladder, eta) -> new FullResource(sampler, trials, ladder));

  private static final DecisionDraft EVALUATED =
      new DecisionDraft(Decision.Kind.COMPLETE, "evaluated on all folds");

  private final RungLadder ladder;
  private final RankedLosses losses = new RankedLosses();
  private int told = 0;

  /**
   * @param trials maximum number of trials
   * @param ladder a ladder of one rung
   */
  public FullResource(Sampler sampler, int trials, RungLadder ladder) {
    super(sampler, trials, /* mayPlanMore= */ true);
    if (ladder.top() != 0) {
      throw new IllegalArgumentException("Full resource has one rung, not %s.".formatted(ladder));
    }
    this.ladder = ladder;
  }

  @Override
  public Answer ask(Study study) {
    return hasMore() ? new Answer.Evaluate(next(study), 0, ladder.folds(0)) : new Answer.Finished();
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    told++;
    if (!outcome.completed()) {
      return List.of();
    }
    double loss = outcome.loss().getAsDouble();
    losses.add(loss, outcome.proposal().trial());
    int rank = losses.below(loss) + 1; // equal ones share the better rank
    return List.of(EVALUATED.decision(outcome, NAME, new Decision.Ranking(loss, rank, told)));
  }

  @Override
  public boolean readsOutcomes() {
    return samplerReadsOutcomes();
  }
}
