package org.espalier.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.espalier.space.Configuration;

/**
 * What a later stage of a search tries: values of some parameters near those of the best before it;
 * all others stay. Values beyond a parameter's bounds stand at the bound, so that the number of
 * configurations is known beforehand; those that come twice cost nothing.
 *
 * @param grid whether every combination of a step down, the same and a step up is tried, and not
 *     values drawn between
 * @param trials how many configurations; positive
 */
public record Neighbourhood(boolean grid, int trials, List<Step> steps) {

  /** Down, the same and up. */
  private static final int WAYS = 3;

  /** Parameters beyond which a grid is none that anybody asks for. */
  private static final int MOST = 12;

  /**
   * How far a parameter goes from the best's value.
   *
   * @param distance positive, in the parameter's own unit
   * @param bounds of each dimension that the parameter is; a configuration has one of them, or none
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
      throw new IllegalArgumentException("%d trials of a stage.".formatted(trials));
    }
  }

  /**
   * Configurations of a grid around a point.
   *
   * @return empty if there are more than anybody asks for
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

  /** A point drawn evenly from all within the distances. */
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
