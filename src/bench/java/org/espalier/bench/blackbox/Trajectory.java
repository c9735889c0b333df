package org.espalier.bench.blackbox;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Trajectory of a strategy: its evaluations, in the order of outcomes, from which the curves that
 * compare strategies are computed.
 */
public record Trajectory(List<Evaluation> evaluations) {

  /**
   * Evaluation of a configuration.
   *
   * @param units resource spent on it and on all earlier ones
   * @param observed its error, as the strategy saw it
   * @param error the same, free of noise
   */
  public record Evaluation(long units, int trial, long resource, double observed, double error) {}

  public Trajectory {
    evaluations = List.copyOf(evaluations);
  }

  /**
   * Lowest error at any resource within a budget, as YAHPO Gym's suite scores it; empty if there is
   * no outcome by then.
   */
  public OptionalDouble bestWithin(double units) {
    return evaluations.stream()
        .filter(e -> e.units() <= units)
        .mapToDouble(Evaluation::error)
        .min();
  }

  /**
   * Error of the evaluation that looks best at the highest resource that any had within a budget,
   * as a study's winner is chosen; empty if there is no outcome by then.
   */
  public OptionalDouble bestAtHighest(double units) {
    return evaluations.stream()
        .filter(e -> e.units() <= units)
        .min(
            Comparator.comparing((Evaluation e) -> -e.resource())
                .thenComparing(Evaluation::observed))
        .map(best -> OptionalDouble.of(best.error()))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Error of the evaluation with the best observed error among the first {@code number} evaluations
   * at full resource.
   *
   * @param number number of evaluations that count; fewer if there are not that many
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
