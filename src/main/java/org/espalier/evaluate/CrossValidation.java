package org.espalier.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.numeric.CountedNoun;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/** Aggregation of the cells of a proposal to its outcome: the mean over all folds so far. */
public final class CrossValidation {

  /** Reason of a fold that was not run, or not recorded, because an earlier one had failed. */
  static final String AFTER_FAILURE = "another fold had failed";

  private CrossValidation() {}

  /**
   * Cells of a proposal as they are recorded: those after the first failed one count as cancelled,
   * because it depends on timing if such a fold was still run. A pool starts folds in order, so
   * that the first failed one is always known.
   */
  public static List<CellOutcome> upToFailure(List<CellOutcome> cells) {
    List<CellOutcome> recorded = new ArrayList<>();
    boolean failed = false;
    for (CellOutcome cell : cells) {
      recorded.add(
          failed
              ? CellOutcome.without(
                  cell.fold(), CellState.CANCELLED, cell.rows(), AFTER_FAILURE, cell.cost())
              : cell);
      failed |= cell.state() == CellState.FAILED;
    }
    return List.copyOf(recorded);
  }

  /** The outcome of a proposal whose cells were run. */
  public static Outcome outcome(
      Study study, RungLadder ladder, Proposal proposal, List<CellOutcome> cells) {
    Optional<CellOutcome> worst =
        cells.stream()
            .filter(cell -> cell.state() != CellState.COMPLETED)
            .min(Comparator.comparing((CellOutcome cell) -> severity(cell.state())));
    if (worst.isPresent()) {
      CellOutcome cell = worst.get();
      TrialState state = TrialState.valueOf(cell.state().name());
      String reason = "fold %d: %s".formatted(cell.fold(), cell.reason());
      if (state == TrialState.FAILED) {
        return failed(study, proposal, cells, reason);
      }
      OptionalDouble none = OptionalDouble.empty();
      return new Outcome(proposal, state, none, none, OptionalLong.empty(), cells, reason);
    }
    List<CellOutcome> soFar = new ArrayList<>(ScoredCells.before(study, ladder, proposal));
    soFar.addAll(cells);
    return completed(study, proposal, soFar, cells);
  }

  /**
   * The outcome of a proposal that another one with the same configuration, rung and folds answers.
   */
  public static Outcome answered(Study study, Proposal proposal, Outcome record) {
    return new Outcome(
        proposal,
        record.state(),
        record.loss(),
        record.score(),
        OptionalLong.of(record.answeredFrom().orElse(record.proposal().number())),
        List.of(),
        record.reason());
  }

  private static Outcome completed(
      Study study, Proposal proposal, List<CellOutcome> soFar, List<CellOutcome> cells) {
    // In the order of folds, so that the sum does not depend on which rung a fold came with.
    List<CellOutcome> byFold = new ArrayList<>(soFar);
    byFold.sort(Comparator.comparing(CellOutcome::fold));
    double score =
        byFold.stream().map(cell -> cell.score().getAsDouble()).reduce(0.0, Double::sum)
            / byFold.size();
    if (!Double.isFinite(score)) {
      String reason =
          "the mean %s over %s is %s"
              .formatted(study.objective().metric(), CountedNoun.of(byFold.size(), "fold"), score);
      return failed(study, proposal, cells, reason);
    }
    return new Outcome(
        proposal,
        TrialState.COMPLETED,
        OptionalDouble.of(study.objective().loss(score)),
        OptionalDouble.of(score),
        OptionalLong.empty(),
        cells,
        "");
  }

  private static Outcome failed(
      Study study, Proposal proposal, List<CellOutcome> cells, String reason) {
    return new Outcome(
        proposal,
        TrialState.FAILED,
        study.worstLoss(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        cells,
        reason);
  }

  /**
   * Order of causes: a failure of the configuration comes before the cancellations that it caused.
   */
  private static int severity(CellState state) {
    return List.of(CellState.FAILED, CellState.LOST, CellState.CANCELLED, CellState.COMPLETED)
        .indexOf(state);
  }
}
