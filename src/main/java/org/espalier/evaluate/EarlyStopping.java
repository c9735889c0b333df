package org.espalier.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.CurvePoint;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;

/**
 * Early stopping of a proposal by the mean of its folds' learning curves: one number of iterations
 * for all folds, at which the mean is best, once a number of further ones has not improved it.
 *
 * <p>Each fold first trains until its own curve has not improved for as long; then the folds that
 * ended before the best mean is certain continue. The result is that of folds that advance
 * iteration by iteration together, as in the cross-validation of XGBoost's {@code xgb.cv}.
 */
public final class EarlyStopping implements JointCells {

  /**
   * Divisor of the iterations so far for the minimum length of a further step, because a fit that
   * continues first prepares its rows again.
   */
  private static final int LEAST_STEP = 8;

  private final Proposal proposal;
  private final Configuration configuration;
  private final Objective objective;
  private final int patience;
  private final int most;
  private final Map<Integer, TreeMap<Long, CurvePoint>> curves =
      new ConcurrentHashMap<>(); // by fold, then by iteration
  private final Map<Integer, CellOutcome> ended = new LinkedHashMap<>(); // by fold

  /**
   * @param patience iterations without a better mean, at least 1
   * @param most iterations of a cell, at most
   */
  public EarlyStopping(
      Proposal proposal, Configuration configuration, Objective objective, int patience, int most) {
    if (patience < 1 || most < 1) {
      throw new IllegalArgumentException(
          "Patience %d, at most %d iterations.".formatted(patience, most));
    }
    this.proposal = proposal;
    this.configuration = configuration;
    this.objective = objective;
    this.patience = patience;
    this.most = most;
  }

  /** Adds points to the curve of a fold, whose steps are iterations, from 1. */
  public void add(int fold, List<CurvePoint> points) {
    TreeMap<Long, CurvePoint> curve = curves.computeIfAbsent(fold, key -> new TreeMap<>());
    points.forEach(point -> curve.put(point.step(), point));
  }

  @Override
  public Next after(List<CellOutcome> outcomes) {
    boolean isWhole = true;
    for (CellOutcome outcome : outcomes) {
      isWhole &= outcome.state() == CellState.COMPLETED;
      ended.merge(outcome.fold(), outcome, EarlyStopping::following);
    }
    if (!isWhole) {
      return ended(0);
    }
    int known = proposal.folds().stream().mapToInt(this::trained).min().orElseThrow();
    int best = 1;
    for (int iteration = 2; iteration <= known && iteration - best <= patience; iteration++) {
      best = loss(iteration) < loss(best) ? iteration : best;
    }
    int until = Math.min(most, best + patience);
    if (known >= until) {
      return ended(best);
    }
    int next = Math.min(most, Math.max(until, known + known / LEAST_STEP));
    return new Next.Further(
        proposal.folds().stream()
            .filter(fold -> trained(fold) < next)
            .map(fold -> new Cell(proposal, configuration, fold, OptionalInt.of(next)))
            .toList());
  }

  /** The outcome of a fold that continued, with the costs of both. */
  private static CellOutcome following(CellOutcome before, CellOutcome after) {
    return after.with(before.cost().plus(after.cost()));
  }

  /** Number of iterations that a fold was trained for. */
  private int trained(int fold) {
    TreeMap<Long, CurvePoint> curve = curves.get(fold);
    return curve == null || curve.isEmpty() ? 0 : Math.toIntExact(curve.lastKey());
  }

  /** Mean loss over folds; infinite where a fold has no score. */
  private double loss(int iteration) {
    double sum = 0;
    for (int fold : proposal.folds()) {
      OptionalDouble score = score(fold, iteration);
      if (score.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      sum += score.getAsDouble();
    }
    return objective.loss(sum / proposal.folds().size());
  }

  private OptionalDouble score(int fold, int iteration) {
    Double score = values(fold, iteration).get(objective.metric());
    return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
  }

  private Map<String, Double> values(int fold, int iteration) {
    CurvePoint point = curves.getOrDefault(fold, new TreeMap<>()).get((long) iteration);
    return point == null ? Map.of() : point.values();
  }

  /**
   * @param best number of iterations for all folds; 0 if a cell has no score
   */
  private Next ended(int best) {
    List<CellOutcome> outcomes = new ArrayList<>();
    List<List<CurvePoint>> reported = new ArrayList<>();
    for (int fold : proposal.folds()) {
      CellOutcome outcome = ended.get(fold);
      if (outcome == null) {
        throw new IllegalStateException("Fold %d of %s did not end.".formatted(fold, proposal));
      }
      outcomes.add(best > 0 ? at(outcome, best) : outcome);
      reported.add(List.copyOf(curves.getOrDefault(fold, new TreeMap<>()).values()));
    }
    return new Next.Ended(outcomes, reported);
  }

  private CellOutcome at(CellOutcome outcome, int iteration) {
    OptionalDouble score = score(outcome.fold(), iteration);
    CellTraining training = outcome.training().after(iteration);
    return score.isEmpty()
        ? CellOutcome.without(
            outcome.fold(),
            CellState.FAILED,
            outcome.rows(),
            training,
            "%s is NaN".formatted(objective.metric()),
            outcome.cost())
        : new CellOutcome(
            outcome.fold(),
            outcome.state(),
            outcome.rows(),
            score,
            values(outcome.fold(), iteration),
            training,
            "",
            outcome.cost());
  }
}
