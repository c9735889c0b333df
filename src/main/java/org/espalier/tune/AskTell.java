package org.espalier.tune;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.Api;
import org.espalier.evaluate.CrossValidation;
import org.espalier.search.Sampler;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Ask-and-tell interface of a sampler, for callers that evaluate configurations themselves. Any
 * number of trials may be pending; proposals depend on the order of both calls.
 *
 * <p>Confined to one thread. For rungs, threads and a journal use {@link TuningLoop}.
 */
@Api
public final class AskTell {

  /** Fidelity of every trial: one cell of one row. */
  private static final RungLadder LADDER = RungLadder.full(1, 1);

  private final Sampler sampler;
  private final Map<Integer, Proposal> asked = new HashMap<>();
  private Study study;

  public AskTell(Objective objective, Sampler sampler, Seed seed) {
    this.sampler = sampler;
    this.study = Study.of(objective, seed);
  }

  /**
   * The next trial to evaluate.
   *
   * @throws IllegalStateException if the sampler is exhausted
   */
  public Trial ask() {
    int number = study.trials().size();
    Trial trial =
        sampler
            .trial(study, number)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        number == 1
                            ? "The only configuration has been proposed."
                            : "All %d configurations have been proposed.".formatted(number)));
    Proposal proposal = new Proposal(study.proposals().size(), number, 0, List.of(0), 1);
    study = study.asked(trial, proposal);
    asked.put(number, proposal);
    return trial;
  }

  /**
   * Takes the score of a trial, in the objective's own direction.
   *
   * @throws IllegalArgumentException if the trial is unknown or already has an outcome, or the
   *     score is NaN or infinite
   */
  public void tell(Trial trial, double score) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException(
          "The score of trial %d is %s; call tellFailed instead.".formatted(trial.number(), score));
    }
    tell(trial, CellOutcome.completed(0, 1, score));
  }

  /**
   * Records that a trial failed.
   *
   * @throws IllegalArgumentException if the trial is unknown or already has an outcome
   */
  public void tellFailed(Trial trial, String reason) {
    tell(trial, CellOutcome.without(0, CellState.FAILED, 1, reason, Cost.NONE));
  }

  private void tell(Trial trial, CellOutcome cell) {
    Proposal proposal = asked.get(trial.number());
    if (proposal == null || !study.trials().get(trial.number()).equals(trial)) {
      throw new IllegalArgumentException(
          "Trial %d is unknown or already has an outcome.".formatted(trial.number()));
    }
    asked.remove(trial.number());
    study = study.told(CrossValidation.outcome(study, LADDER, proposal, List.of(cell)));
  }

  /** Best trial so far; among equal ones the earliest. */
  public Optional<Trial> best() {
    return study.incumbent().map(outcome -> study.trials().get(outcome.proposal().trial()));
  }

  /** Score of the best trial. */
  public OptionalDouble bestScore() {
    return study.incumbent().map(Outcome::score).orElse(OptionalDouble.empty());
  }

  /** Requests and outcomes so far. */
  public Study study() {
    return study;
  }
}
