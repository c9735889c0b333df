package org.espalier.space;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything that may be tried: dimensions in order, of which some exist only under the value of an
 * earlier choice.
 *
 * <p>Configurations are numbered by reading the dimensions as digits, the first one slowest, so
 * that an index names the same configuration in every run.
 */
public record SearchSpace(List<Dimension> dimensions) {

  public SearchSpace {
    dimensions = List.copyOf(dimensions);
    Map<String, Parameter> earlier = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      String name = dimension.parameter().name();
      for (Condition condition : dimension.conditions()) {
        if (!(earlier.get(condition.parent()) instanceof ChoiceParameter parent)
            || !condition.values().stream().allMatch(parent::contains)) {
          throw new IllegalArgumentException(
              "Parameter '%s': its condition %s = %s names no value of an earlier choice."
                  .formatted(name, condition.parent(), named(condition)));
        }
      }
      if (earlier.put(name, dimension.parameter()) != null) {
        throw new IllegalArgumentException("Parameter '%s' stands twice.".formatted(name));
      }
    }
  }

  private static Object named(Condition condition) {
    return condition.values().size() == 1 ? condition.values().get(0) : condition.values();
  }

  /**
   * Number of distinct configurations, at most {@link Long#MAX_VALUE}; empty if some dimension is a
   * continuum.
   */
  public OptionalLong size() {
    boolean continuous = dimensions.stream().anyMatch(d -> d.parameter().size().isEmpty());
    return continuous
        ? OptionalLong.empty()
        : OptionalLong.of(count(0, new LinkedHashMap<>(), p -> p.size().getAsLong()));
  }

  /** Parameters of which no grid values were declared, so that the space has no grid. */
  public List<Parameter> gridless() {
    return dimensions.stream().map(Dimension::parameter).filter(p -> p.grid().isEmpty()).toList();
  }

  /** Number of configurations of the grid. */
  public long gridSize() {
    return count(0, new LinkedHashMap<>(), p -> p.grid().size());
  }

  /** The configuration with a number in [0, {@link #gridSize()}). */
  public Configuration grid(long index) {
    return decode(index, p -> p.grid().size(), (p, i) -> p.grid().get(Math.toIntExact(i)));
  }

  /** The configuration with a number in [0, {@link #size()}) of a finite space. */
  public Configuration at(long index) {
    return decode(index, p -> p.size().getAsLong(), Parameter::at);
  }

  /** The configuration built from one value of each dimension that exists, asked for in order. */
  public Configuration build(Function<Parameter, Object> value) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      if (dimension.activeIn(values)) {
        values.put(dimension.parameter().name(), value.apply(dimension.parameter()));
      }
    }
    return new Configuration(values);
  }

  /**
   * Whether a configuration has a fitting value for each dimension that exists, and nothing else.
   */
  public boolean contains(Configuration configuration) {
    Set<String> expected = new HashSet<>();
    for (Dimension dimension : dimensions) {
      if (dimension.activeIn(configuration.values())) {
        Parameter parameter = dimension.parameter();
        Object value = configuration.values().get(parameter.name());
        if (value == null || !parameter.contains(value)) {
          return false;
        }
        expected.add(parameter.name());
      }
    }
    return expected.equals(configuration.values().keySet());
  }

  /** The dimensions that exist in a configuration of this space, in order. */
  public List<Dimension> active(Configuration configuration) {
    return dimensions.stream().filter(d -> d.activeIn(configuration.values())).toList();
  }

  /** The value that a configuration gives to a parameter; empty where it does not exist. */
  public Optional<Object> value(Configuration configuration, Parameter parameter) {
    return Optional.ofNullable(configuration.values().get(parameter.name()));
  }

  /**
   * The dimensions that exist under the same conditions, together: in every configuration either
   * all of a group exist or none. Groups and their dimensions are in the order of the space.
   */
  public List<List<Dimension>> groups() {
    Map<Set<Condition>, List<Dimension>> groups = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      groups
          .computeIfAbsent(new HashSet<>(dimension.conditions()), c -> new ArrayList<>())
          .add(dimension);
    }
    return groups.values().stream().map(List::copyOf).toList();
  }

  private interface Digits {
    long of(Parameter parameter);
  }

  private interface Digit {
    Object of(Parameter parameter, long index);
  }

  /** Configurations of the dimensions from {@code first} on, given the values before them. */
  private long count(int first, Map<String, Object> values, Digits digits) {
    if (first == dimensions.size()) {
      return 1;
    }
    Dimension dimension = dimensions.get(first);
    Parameter parameter = dimension.parameter();
    if (!dimension.activeIn(values)) {
      return count(first + 1, values, digits);
    }
    if (!isParent(parameter)) {
      return saturated(digits.of(parameter), count(first + 1, values, digits));
    }
    long total = 0;
    for (Object choice : parameter.grid()) {
      long under = count(first + 1, with(values, parameter, choice), digits);
      total = total > Long.MAX_VALUE - under ? Long.MAX_VALUE : total + under;
    }
    return total;
  }

  private Configuration decode(long index, Digits digits, Digit digit) {
    Map<String, Object> values = new LinkedHashMap<>();
    long rest = index;
    for (int d = 0; d < dimensions.size(); d++) {
      Dimension dimension = dimensions.get(d);
      if (!dimension.activeIn(values)) {
        continue;
      }
      Parameter parameter = dimension.parameter();
      if (isParent(parameter)) {
        List<Object> choices = new ArrayList<>(parameter.grid());
        Object choice = choices.remove(0);
        long under = count(d + 1, with(values, parameter, choice), digits);
        while (rest >= under && !choices.isEmpty()) {
          rest -= under;
          choice = choices.remove(0);
          under = count(d + 1, with(values, parameter, choice), digits);
        }
        values.put(parameter.name(), choice);
      } else {
        long under = count(d + 1, values, digits);
        values.put(parameter.name(), digit.of(parameter, rest / under));
        rest %= under;
      }
    }
    return new Configuration(values);
  }

  private boolean isParent(Parameter parameter) {
    return dimensions.stream()
        .flatMap(d -> d.conditions().stream())
        .anyMatch(c -> c.parent().equals(parameter.name()));
  }

  private static Map<String, Object> with(
      Map<String, Object> values, Parameter parameter, Object value) {
    Map<String, Object> extended = new LinkedHashMap<>(values);
    extended.put(parameter.name(), value);
    return extended;
  }

  private static long saturated(long a, long b) {
    return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }
}
