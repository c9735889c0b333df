package org.espalier.study;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Outcome of a proposal: all of its cells together.
 *
 * @param state COMPLETED, FAILED, LOST or CANCELLED
 * @param loss loss that samplers and schedulers see: the mean over all folds so far, rounded,
 *     smaller is better; for a failed proposal the worst completed loss so far, or empty if there
 *     is none
 * @param score unrounded mean over all folds so far, in the metric's own direction; only for a
 *     completed proposal
 * @param answeredFrom earlier proposal with the same configuration, whose cells answer this one
 * @param cells in the order of the proposal's folds; empty if answered from the record
 */
public record Outcome(
    Proposal proposal,
    TrialState state,
    OptionalDouble loss,
    OptionalDouble score,
    OptionalLong answeredFrom,
    List<CellOutcome> cells,
    String reason) {

  /** Order of outcomes that have a loss: the better first, among equal ones the earlier trial. */
  public static final Comparator<Outcome> BY_LOSS =
      Comparator.comparing((Outcome o) -> o.loss().orElseThrow())
          .thenComparing(o -> o.proposal().trial());

  /** The highest rung first, then by loss. */
  public static final Comparator<Outcome> HIGHEST_FIRST =
      Comparator.comparing((Outcome o) -> -o.proposal().rung()).thenComparing(BY_LOSS);

  public Outcome {
    cells = List.copyOf(cells);
    if (completed(state) && (loss.isEmpty() || score.isEmpty())) {
      throw new IllegalArgumentException(
          "Proposal %d completed without a loss.".formatted(proposal.number()));
    }
    if (!loss.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "Proposal %d: loss %s.".formatted(proposal.number(), loss));
    }
  }

  private static boolean completed(TrialState state) {
    return state == TrialState.COMPLETED;
  }

  public boolean completed() {
    return completed(state);
  }
}
