package org.espalier.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.espalier.space.Configuration;

/**
 * Neighbourhood that a refinement searches: values of some parameters around those of the best
 * configuration before it; all others are kept. Values beyond a parameter's bounds are clipped, so
 * that the number of configurations is known beforehand; duplicates cost nothing.
 *
 * @param grid true for every combination of a step down, the same value and a step up; false for
 *     random values in between
 * @param trials number of configurations; positive
 */
public record Neighbourhood(boolean grid, int trials, List<Step> steps) {

  /** Values per parameter: down, the same and up. */
  private static final int WAYS = 3;

  /** Maximum number of parameters of a grid around a point, which has three values for each. */
  private static final int MOST = 12;

  /** Origin of its configurations, as the tables name it. */
  public String origin() {
    return grid ? GridSampler.NAME : RandomSampler.NAME;
  }

  /**
   * Distance that a parameter may move from the best value.
   *
   * @param distance positive, in the parameter's own unit
   * @param bounds bounds by dimension of the parameter; a configuration has at most one of these
   *     dimensions
   */
  public record Step(double distance, List<Bounds> bounds) {
    public Step {
      bounds = List.copyOf(bounds);
      if (!(distance > 0)) {
        throw new IllegalArgumentException("A step of %s.".formatted(distance));
      }
    }
  }

  /** The smallest and the largest value of a dimension. */
  public record Bounds(String dimension, double low, double high) {}

  public Neighbourhood {
    steps = List.copyOf(steps);
    if (trials < 1) {
      throw new IllegalArgumentException("%d trials of a refinement.".formatted(trials));
    }
  }

  /**
   * Number of configurations of a grid around a point.
   *
   * @return empty if there are more parameters than a grid may have
   */
  public static Optional<Integer> gridSize(int parameters) {
    return parameters > MOST
        ? Optional.empty()
        : Optional.of((int) Math.round(Math.pow(WAYS, parameters)));
  }

  /** The grid's point of an index, from 0: the last parameter changes fastest. */
  Configuration at(Configuration best, int index) {
    int rest = index;
    Map<String, Object> values = new LinkedHashMap<>(best.values());
    for (int i = steps.size() - 1; i >= 0; i--) {
      int way = rest % WAYS - 1;
      rest /= WAYS;
      double distance = steps.get(i).distance();
      move(values, steps.get(i), value -> value + way * distance);
    }
    return new Configuration(values);
  }

  /** Point drawn uniformly within the distances. */
  Configuration draw(Configuration best, RandomGenerator random) {
    Map<String, Object> values = new LinkedHashMap<>(best.values());
    for (Step step : steps) {
      double u = random.nextDouble();
      move(values, step, value -> value + (2 * u - 1) * step.distance());
    }
    return new Configuration(values);
  }

  private static void move(Map<String, Object> values, Step step, DoubleUnaryOperator to) {
    for (Bounds bounds : step.bounds()) {
      if (values.get(bounds.dimension()) instanceof Number value) {
        double from = value.doubleValue();
        double low = Math.min(from, bounds.low()); // a learner's default may lie beyond them
        double high = Math.max(from, bounds.high());
        double within = Math.min(high, Math.max(low, to.applyAsDouble(from)));
        values.put(bounds.dimension(), typed(value, within));
      }
    }
  }

  private static Object typed(Number like, double value) {
    if (like instanceof Integer) {
      return Math.toIntExact(Math.round(value));
    }
    return like instanceof Long ? (Object) Math.round(value) : (Object) value;
  }
}
