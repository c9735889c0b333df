package org.espalier.space;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Index of the configurations of a finite space: its dimensions are read as digits, the first one
 * slowest. Ignores constraints.
 */
final class ConfigurationIndex {

  /** The value at an index of a parameter. */
  interface Digit {
    Object of(Parameter parameter, long index);
  }

  /** Callback for each configuration. */
  interface Visitor {
    void visit(long number, Map<String, Object> values);
  }

  private final List<Dimension> dimensions;
  private final ToLongFunction<Parameter> sizes;
  private final Digit digit;

  /** Values of each parent, by name, as far as its children distinguish them. */
  private final Map<String, List<ConditionIntervals.Run>> parents = new LinkedHashMap<>();

  ConfigurationIndex(List<Dimension> dimensions, ToLongFunction<Parameter> sizes, Digit digit) {
    this.dimensions = dimensions;
    this.sizes = sizes;
    this.digit = digit;
    for (Dimension dimension : dimensions) {
      Parameter parameter = dimension.parameter();
      List<ConditionCriterion> criteria =
          dimensions.stream()
              .flatMap(d -> d.conditions().stream())
              .filter(condition -> condition.parent().equals(parameter.name()))
              .map(Condition::criterion)
              .toList();
      if (!criteria.isEmpty()) {
        long size = sizes.applyAsLong(parameter);
        ConditionIntervals runs =
            new ConditionIntervals(size, i -> digit.of(parameter, i), criteria, parameter);
        parents.put(parameter.name(), runs.all());
      }
    }
  }

  /** Number of configurations, at most {@link Long#MAX_VALUE}. */
  long count() {
    return count(0, new LinkedHashMap<>());
  }

  /** Configurations of the dimensions from {@code first} on, given the values before them. */
  private long count(int first, Map<String, Object> values) {
    if (first == dimensions.size()) {
      return 1;
    }
    Dimension dimension = dimensions.get(first);
    if (!dimension.activeIn(values)) {
      return count(first + 1, values);
    }
    List<ConditionIntervals.Run> runs = parents.get(dimension.name());
    if (runs == null) {
      return product(sizes.applyAsLong(dimension.parameter()), count(first + 1, values));
    }
    long total = 0;
    for (ConditionIntervals.Run run : runs) {
      total = sum(total, product(run.length(), under(first, run, values)));
    }
    return total;
  }

  private long under(int parent, ConditionIntervals.Run run, Map<String, Object> values) {
    Map<String, Object> extended = new LinkedHashMap<>(values);
    extended.put(dimensions.get(parent).name(), run.value());
    return count(parent + 1, extended);
  }

  /** The values by dimension of a number in [0, {@link #count()}). */
  Map<String, Object> at(long number) {
    Map<String, Object> values = new LinkedHashMap<>();
    long rest = number;
    for (int d = 0; d < dimensions.size(); d++) {
      Dimension dimension = dimensions.get(d);
      if (!dimension.activeIn(values)) {
        continue;
      }
      long before = 0;
      long under = 0;
      List<ConditionIntervals.Run> runs = parents.get(dimension.name());
      if (runs == null) {
        under = count(d + 1, values);
      } else {
        for (ConditionIntervals.Run run : runs) {
          before = run.first();
          under = under(d, run, values);
          long all = product(run.length(), under);
          if (rest < all) {
            break;
          }
          rest -= all;
        }
      }
      values.put(dimension.name(), digit.of(dimension.parameter(), before + rest / under));
      rest %= under;
    }
    return values;
  }

  /** Visits all, in order of their numbers. */
  void forEach(Visitor visitor) {
    visit(0, 0, new LinkedHashMap<>(), visitor);
  }

  private long visit(int d, long number, Map<String, Object> values, Visitor visitor) {
    if (d == dimensions.size()) {
      visitor.visit(number, values);
      return number + 1;
    }
    Dimension dimension = dimensions.get(d);
    if (!dimension.activeIn(values)) {
      return visit(d + 1, number, values, visitor);
    }
    long next = number;
    long size = sizes.applyAsLong(dimension.parameter());
    for (long i = 0; i < size; i++) {
      values.put(dimension.name(), digit.of(dimension.parameter(), i));
      next = visit(d + 1, next, values, visitor);
    }
    values.remove(dimension.name());
    return next;
  }

  private static long product(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
