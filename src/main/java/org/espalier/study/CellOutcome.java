package org.espalier.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Outcome of one cell: one fold of an evaluation.
 *
 * @param rows training rows planned for it
 * @param score in the metric's own direction, finite; present exactly if the cell completed
 * @param metrics secondary metrics by name, finite
 * @param training where it was trained
 * @param reason cause of a failure or cancellation; empty if the cell completed
 */
public record CellOutcome(
    int fold,
    CellState state,
    long rows,
    OptionalDouble score,
    Map<String, Double> metrics,
    @Inline CellTraining training,
    String reason,
    Cost cost) {

  public CellOutcome {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    boolean finite = score.isPresent() && Double.isFinite(score.getAsDouble());
    if (finite != (state == CellState.COMPLETED) || (!finite && score.isPresent())) {
      throw new IllegalArgumentException(
          "Fold %d is %s with score %s.".formatted(fold, state, score));
    }
  }

  /** A cell that was fitted and scored, by code that measures nothing else. */
  public static CellOutcome completed(int fold, long rows, double score) {
    return new CellOutcome(
        fold,
        CellState.COMPLETED,
        rows,
        OptionalDouble.of(score),
        Map.of(),
        CellTraining.NONE,
        "",
        Cost.NONE);
  }

  public CellOutcome with(Cost other) {
    return new CellOutcome(fold, state, rows, score, metrics, training, reason, other);
  }

  /** A cell without a score: failed, lost or cancelled. */
  public static CellOutcome without(
      int fold, CellState state, long rows, CellTraining training, String reason, Cost cost) {
    return new CellOutcome(
        fold, state, rows, OptionalDouble.empty(), Map.of(), training, reason, cost);
  }

  /** A cell without a score, of whose training nothing is known. */
  public static CellOutcome without(
      int fold, CellState state, long rows, String reason, Cost cost) {
    return without(fold, state, rows, CellTraining.NONE, reason, cost);
  }
}
