package org.espalier.bench;

import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.ErrorRange;
import org.espalier.bench.blackbox.ResourceRange;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Objective that misleads models: an error that may come with noise, and configurations that fail.
 *
 * @param errors the smallest error, and the largest or one near it
 * @param noise standard deviation of an evaluation, the mean over its folds
 * @param folds folds of an evaluation, whose levels differ
 * @param floor regret that counts as none
 */
record HardObjective(
    String name,
    SearchSpace space,
    ErrorRange errors,
    ToDoubleFunction<Configuration> error,
    Predicate<Configuration> fails,
    double noise,
    int folds,
    double floor)
    implements Blackbox {

  /** Random configurations that the spread of errors is estimated from. */
  private static final int SPREAD = 300;

  /** An objective without noise, of which nothing fails. */
  static HardObjective of(
      String name, SearchSpace space, ErrorRange errors, ToDoubleFunction<Configuration> error) {
    return new HardObjective(name, space, errors, error, c -> false, 0, 1, Experiment.FLOOR);
  }

  /** The errors of another blackbox in full resource. */
  static HardObjective of(String name, Blackbox blackbox) {
    return of(name, blackbox.space(), blackbox.errors(), blackbox::truth);
  }

  /** Copy whose evaluations scatter by a multiple of the standard deviation of all errors. */
  HardObjective noisy(double factor) {
    double[] spread = spread();
    double mean = Significance.mean(spread);
    double variance =
        IntStream.range(0, SPREAD)
            .mapToDouble(i -> spread[i] - mean)
            .map(d -> d * d)
            .average()
            .orElseThrow();
    return new HardObjective(
        name, space, errors, error, fails, factor * Math.sqrt(variance), folds, floor);
  }

  /** Copy whose evaluations are means over folds. */
  HardObjective inFolds(int number) {
    return new HardObjective(name, space, errors, error, fails, noise, number, floor);
  }

  /** Copy of which a share of all configurations fails, the worst. */
  HardObjective failing(double share) {
    double limit = spread()[(int) ((1 - share) * SPREAD)];
    return failing(c -> error.applyAsDouble(c) > limit);
  }

  HardObjective failing(Predicate<Configuration> where) {
    return new HardObjective(name, space, errors, error, where, noise, folds, floor);
  }

  HardObjective floored(double least) {
    return new HardObjective(name, space, errors, error, fails, noise, folds, least);
  }

  /** Sorted errors of random configurations. */
  private double[] spread() {
    return IntStream.range(0, SPREAD)
        .mapToDouble(i -> error.applyAsDouble(space.draw(new Seed(8).child("spread", i).random())))
        .sorted()
        .toArray();
  }

  /** Mean error of random configurations. */
  double meanError() {
    return Significance.mean(spread());
  }

  /** log10 of the regret of an error. */
  double logRegret(double of) {
    return Math.log10(Math.max(floor, errors.regret(of)));
  }

  /** An evaluation with a number; empty if it fails. */
  OptionalDouble evaluated(Configuration configuration, Seed draw) {
    return fails.test(configuration)
        ? OptionalDouble.empty()
        : OptionalDouble.of(observed(configuration, 1, draw));
  }

  @Override
  public ResourceRange resource() {
    return ResourceRange.full();
  }

  @Override
  public double error(Configuration configuration, long resource) {
    return error.applyAsDouble(configuration);
  }

  @Override
  public double observed(Configuration configuration, long resource, Seed draw) {
    double exact = error.applyAsDouble(configuration);
    return noise == 0 ? exact : exact + noise * Math.sqrt(folds) * draw.random().nextGaussian();
  }

  @Override
  public String toString() {
    return name;
  }
}
