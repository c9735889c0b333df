package org.espalier.schedule;

import java.util.List;
import java.util.Optional;
import org.espalier.search.Sampler;
import org.espalier.search.StrategyTexts;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;

/**
 * Synchronous successive halving (Jamieson and Talwalkar, AISTATS 2016): one {@link Bracket} of all
 * trials, from the lowest rung.
 *
 * <p>{@link Decision}s of a closed rung come in the order of rank, and the next rung is requested
 * in the order of trial numbers.
 */
public final class SuccessiveHalving extends SampledScheduler {

  public static final SchedulerSpec SPEC =
      SchedulerSpec.of(
          "halving",
          new StrategyTexts(
              "Successive halving: all trials begin with little; the best 1/eta of each rung "
                  + "get eta times as much.",
              "A part of the rows, folds or iterations already separates good from bad "
                  + "configurations.",
              "About the same for each rung. A rung ends with its last trial.",
              "Karnin et al., ICML 2013; Jamieson and Talwalkar, AISTATS 2016"),
          SchedulerSpec.LadderKind.RUNGS,
          SuccessiveHalving::new);

  private final Bracket bracket;

  /**
   * @param trials maximum number of trials in the first rung
   * @param eta reduction factor η, at least 2
   */
  public SuccessiveHalving(Sampler sampler, int trials, RungLadder ladder, int eta) {
    super(sampler, trials, /* mayPlanMore= */ false);
    this.bracket = new Bracket(plannedTrials(), 0, ladder, eta, "halving");
  }

  @Override
  public Answer ask(Study study) {
    Optional<Answer> next = bracket.ask(() -> next(study));
    // Once the top rung is requested, no outstanding outcome leads to another request.
    return next.orElseGet(() -> bracket.exhausted() ? new Answer.Finished() : new Answer.Wait());
  }

  @Override
  public List<Decision> tell(Study study, Outcome outcome) {
    return bracket.tell(outcome);
  }
}
