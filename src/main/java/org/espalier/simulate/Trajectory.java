package org.espalier.simulate;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a strategy evaluated, in the order told: from it come the curves that strategies are
 * compared by.
 */
public record Trajectory(List<Evaluation> evaluations) {

  /**
   * One evaluation.
   *
   * @param units resource spent on it and all told before it
   * @param observed its error, as the strategy was told
   * @param error the same, free of noise
   */
  public record Evaluation(long units, int trial, long resource, double observed, double error) {}

  public Trajectory {
    evaluations = List.copyOf(evaluations);
  }

  /**
   * The least error seen at any resource within a budget, as YAHPO Gym's suite scores it; empty if
   * nothing was told by then.
   */
  public OptionalDouble bestWithin(double units) {
    return evaluations.stream()
        .filter(e -> e.units() <= units)
        .mapToDouble(Evaluation::error)
        .min();
  }

  /**
   * The error of whichever of the first evaluations at full resource was observed as the best.
   *
   * @param number how many count; fewer if there are not that many
   * @throws IllegalArgumentException if there is none
   */
  public double bestOfFirst(int number, long fullResource) {
    double bestObserved = Double.POSITIVE_INFINITY;
    double error = Double.NaN;
    int seen = 0;
    for (Evaluation evaluation : evaluations) {
      if (evaluation.resource() == fullResource && seen++ < number) {
        if (evaluation.observed() < bestObserved) {
          bestObserved = evaluation.observed();
          error = evaluation.error();
        }
      }
    }
    if (Double.isNaN(error)) {
      throw new IllegalArgumentException(
          "None of %d evaluations is at resource %d.".formatted(evaluations.size(), fullResource));
    }
    return error;
  }
}
