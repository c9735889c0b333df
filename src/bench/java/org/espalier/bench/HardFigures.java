package org.espalier.bench;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Figures of a run of {@link HardProtocol}, smaller is better.
 *
 * @param half log10 regret after half of the trials
 * @param all the same after all
 * @param late mean regret of the later half of the trials, as a share of random ones
 */
record HardFigures(double half, double all, double late) {

  static final int HALF = 50;
  static final int TRIALS = 100;

  /**
   * Figures of trials in their order.
   *
   * @param observed empty where a trial failed
   */
  static HardFigures of(HardObjective objective, OptionalDouble[] observed, double[] errors) {
    double regrets =
        IntStream.range(HALF, errors.length)
            .mapToDouble(i -> objective.errors().regret(errors[i]))
            .average()
            .orElse(Double.NaN);
    return new HardFigures(
        looksBest(objective, observed, errors, HALF),
        looksBest(objective, observed, errors, TRIALS),
        regrets / objective.errors().regret(objective.meanError()));
  }

  private static double looksBest(
      HardObjective objective, OptionalDouble[] observed, double[] errors, int first) {
    return objective.logRegret(
        IntStream.range(0, Math.min(first, observed.length))
            .filter(i -> observed[i].isPresent())
            .boxed()
            .min(Comparator.comparing(i -> observed[i].getAsDouble()))
            .map(i -> errors[i])
            .orElse(objective.errors().worst()));
  }

  static HardFigures mean(List<HardFigures> figures) {
    return new HardFigures(
        figures.stream().mapToDouble(HardFigures::half).average().orElseThrow(),
        figures.stream().mapToDouble(HardFigures::all).average().orElseThrow(),
        figures.stream().mapToDouble(HardFigures::late).average().orElseThrow());
  }
}
