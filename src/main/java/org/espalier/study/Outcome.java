package org.espalier.study;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Outcome of a proposal: all of its cells together.
 *
 * @param state COMPLETED, FAILED, LOST or CANCELLED
 * @param loss loss of the primary objective that samplers and schedulers see: the mean over all
 *     folds so far, rounded, smaller is better; for a failed proposal the worst completed loss so
 *     far, or empty if there is none
 * @param furtherLosses losses of the further objectives, in their order
 * @param score unrounded mean over all folds so far, in the metric's own direction; only for a
 *     completed proposal
 * @param answeredFrom earlier proposal with the same configuration, whose cells answer this one
 * @param cells in the order of the proposal's folds; empty if answered from the record
 */
public record Outcome(
    Proposal proposal,
    TrialState state,
    OptionalDouble loss,
    List<Double> furtherLosses,
    OptionalDouble score,
    OptionalLong answeredFrom,
    List<CellOutcome> cells,
    String reason) {

  public Outcome {
    furtherLosses = List.copyOf(furtherLosses);
    cells = List.copyOf(cells);
    if (completed(state) && (loss.isEmpty() || score.isEmpty())) {
      throw new IllegalArgumentException(
          "Proposal %d completed without a loss.".formatted(proposal.number()));
    }
    boolean finite =
        loss.stream().allMatch(Double::isFinite)
            && furtherLosses.stream().allMatch(Double::isFinite);
    if (!finite || (loss.isEmpty() && !furtherLosses.isEmpty())) {
      throw new IllegalArgumentException(
          "Proposal %d: loss %s, further losses %s."
              .formatted(proposal.number(), loss, furtherLosses));
    }
  }

  /** Outcome in a study of one objective. */
  public Outcome(
      Proposal proposal,
      TrialState state,
      OptionalDouble loss,
      OptionalDouble score,
      OptionalLong answeredFrom,
      List<CellOutcome> cells,
      String reason) {
    this(proposal, state, loss, List.of(), score, answeredFrom, cells, reason);
  }

  /** Losses by objective, the primary one first; none where there is no loss. */
  public List<Double> losses() {
    return Stream.concat(loss.stream().boxed(), furtherLosses.stream()).toList();
  }

  private static boolean completed(TrialState state) {
    return state == TrialState.COMPLETED;
  }

  public boolean completed() {
    return completed(state);
  }
}
