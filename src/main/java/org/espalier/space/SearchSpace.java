package org.espalier.space;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Search space: dimensions in order, of which some exist only under certain values of an earlier
 * one, and the constraints between them.
 *
 * <p>Configurations are numbered by reading the dimensions as digits, the first one slowest, so
 * that an index names the same configuration in every run.
 */
public class SearchSpace {

  /**
   * Maximum number of configurations that are enumerated to count those that meet the constraints.
   */
  static final long ENUMERABLE = 250_000;

  /** Number of draws of which one must meet a constraint for the space to be accepted. */
  static final int PROBES = 10_000;

  /**
   * Maximum number of draws before a constraint counts as unsatisfiable. If one draw in 10,000
   * meets it, a million fail with a probability of e^-100.
   */
  private static final int REJECTIONS = 1_000_000;

  private final List<Dimension> dimensions;
  private final List<Constraint> constraints;

  /** Names of the parameters that decide whether others exist. */
  private final Set<String> parents;

  private final FeasibleConfigurations grid;

  /** Empty if some dimension is a continuum. */
  private final Optional<FeasibleConfigurations> all;

  /** A space without constraints. */
  public SearchSpace(List<Dimension> dimensions) {
    this(dimensions, List.of());
  }

  /**
   * @throws IllegalArgumentException if a name occurs twice, if a condition or constraint refers to
   *     an unknown parameter, or if none of {@value #PROBES} draws meets a constraint
   */
  public SearchSpace(List<Dimension> dimensions, List<Constraint> constraints) {
    this.dimensions = List.copyOf(dimensions);
    this.constraints = List.copyOf(constraints);
    SpaceRules.check(this.dimensions, this.constraints);
    this.parents =
        dimensions.stream()
            .flatMap(dimension -> dimension.conditions().stream())
            .map(Condition::parent)
            .collect(Collectors.toSet());
    this.grid =
        new FeasibleConfigurations(
            this, p -> p.grid().size(), (p, i) -> p.grid().get(Math.toIntExact(i)));
    boolean continuous = dimensions.stream().anyMatch(d -> d.parameter().size().isEmpty());
    this.all =
        continuous
            ? Optional.empty()
            : Optional.of(
                new FeasibleConfigurations(this, p -> p.size().getAsLong(), Parameter::at));
    boolean known = size().isPresent() && size().getAsLong() > 0;
    RandomGenerator random = new SplittableRandom(0);
    if (!constraints.isEmpty()
        && !known
        && IntStream.range(0, PROBES).noneMatch(i -> allows(drawn(random)))) {
      throw new IllegalArgumentException(SpaceRules.impossible(this));
    }
  }

  public List<Dimension> dimensions() {
    return dimensions;
  }

  public List<Constraint> constraints() {
    return constraints;
  }

  /**
   * Number of distinct configurations, at most {@link Long#MAX_VALUE}; empty if some dimension is a
   * continuum, or if there are constraints and too many configurations to enumerate.
   */
  public OptionalLong size() {
    return all.map(FeasibleConfigurations::size).orElse(OptionalLong.empty());
  }

  /** Parameters of which no grid values were declared, so that the space has no grid. */
  public List<Parameter> gridless() {
    return dimensions.stream().map(Dimension::parameter).filter(p -> p.grid().isEmpty()).toList();
  }

  /**
   * Number of configurations of the grid.
   *
   * @throws IllegalArgumentException if there are constraints and the grid is too large to
   *     enumerate
   */
  public long gridSize() {
    return grid.size()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "A grid of %,d combinations is too large to see which of them meet %s; use at most %,d."
                        .formatted(grid.unconstrained(), constraints, ENUMERABLE)));
  }

  /** The configuration with a number in [0, {@link #gridSize()}). */
  public Configuration grid(long index) {
    return Elements.assemble(grid.at(index));
  }

  /** The configuration with a number in [0, {@link #size()}) of a finite space. */
  public Configuration at(long index) {
    return Elements.assemble(all.orElseThrow().at(index));
  }

  /**
   * Configuration built from a value of each dimension that exists, requested in order. Does not
   * check constraints; {@link #contains} does.
   */
  public Configuration build(Function<Parameter, Object> value) {
    return Elements.assemble(values(value));
  }

  /**
   * Configuration that has another value of one parameter alone. A parameter that exists only with
   * that value has the value that the configuration names for it or, without one, the middle of its
   * scale; so have elements of the varied one's array. Any other value that the configuration
   * leaves out is left out here, too.
   *
   * @return empty if it violates a constraint
   */
  public Optional<Configuration> varied(Configuration from, Parameter varied, Object to) {
    Optional<String> array = Elements.array(varied.name());
    Map<String, Object> before = values(from);
    Map<String, Object> known =
        new LinkedHashMap<>(from.values()); // also what does not exist there
    known.putAll(before);
    known.put(varied.name(), to);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      String name = dimension.name();
      if (dimension.activeIn(values)) {
        boolean isBeside = array.isPresent() && Elements.array(name).equals(array);
        if (known.containsKey(name)) {
          values.put(name, known.get(name));
        } else if (isBeside || !dimension.activeIn(before)) {
          values.put(name, dimension.parameter().middle());
        }
      }
    }
    return allows(values) ? Optional.of(Elements.assemble(values)) : Optional.empty();
  }

  /** The values by dimension of {@link #build}. */
  Map<String, Object> values(Function<Parameter, Object> value) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      if (dimension.activeIn(values)) {
        values.put(dimension.name(), value.apply(dimension.parameter()));
      }
    }
    return values;
  }

  /**
   * Random configuration: uniform on each parameter's scale, drawn again until it meets the
   * constraints; where hardly any draw does, uniform among the configurations known to meet them.
   * The values that decide which parameters exist are kept in between, so that a learner with tight
   * constraints is not drawn more rarely than the others.
   *
   * @throws IllegalStateException if a million draws in a row violate a constraint
   */
  public Configuration draw(RandomGenerator random) {
    int atMost = size().isPresent() ? PROBES : REJECTIONS;
    int draws = 0;
    while (draws < atMost) {
      Map<String, Object> values = drawn(random);
      boolean possible = parentsAllow(values);
      Optional<Configuration> met = possible ? redrawn(values, random) : Optional.empty();
      if (met.isPresent()) {
        return met.get();
      }
      draws += possible ? PROBES : 1;
    }
    if (size().isEmpty()) {
      throw new IllegalStateException(
          "None of %d random configurations met %s.".formatted(REJECTIONS, constraints));
    }
    return at(random.nextLong(size().getAsLong()));
  }

  /**
   * Configuration that meets the constraints, with the same parameters existing, for the same
   * values, as in the given one: all other parameters are drawn at random until it does. Empty if
   * {@value #PROBES} draws do not.
   */
  public Optional<Configuration> redrawn(Configuration built, RandomGenerator random) {
    Map<String, Object> values = values(built);
    return parentsAllow(values) ? redrawn(values, random) : Optional.empty();
  }

  private Optional<Configuration> redrawn(Map<String, Object> first, RandomGenerator random) {
    Map<String, Object> values = first;
    for (int i = 0; i < PROBES; i++) {
      if (allows(values)) {
        return Optional.of(Elements.assemble(values));
      }
      values =
          values(
              parameter ->
                  parents.contains(parameter.name())
                      ? Objects.requireNonNull(first.get(parameter.name()))
                      : parameter.quantile(random.nextDouble()));
    }
    return Optional.empty();
  }

  private Map<String, Object> drawn(RandomGenerator random) {
    return values(parameter -> parameter.quantile(random.nextDouble()));
  }

  /** True if the constraints on parent dimensions alone are met. */
  private boolean parentsAllow(Map<String, Object> values) {
    return constraints.stream()
        .filter(constraint -> parents.containsAll(constraint.parameters()))
        .allMatch(constraint -> constraint.allows(values));
  }

  boolean allows(Map<String, Object> values) {
    return constraints.stream().allMatch(constraint -> constraint.allows(values));
  }

  /**
   * True if a configuration has a fitting value for each dimension that exists, no other values,
   * and meets the constraints.
   */
  public boolean contains(Configuration configuration) {
    Map<String, Object> values = Elements.flat(dimensions, configuration);
    for (Dimension dimension : dimensions) {
      Object value = values.get(dimension.name());
      boolean fits =
          value == null ? !dimension.activeIn(values) : dimension.parameter().contains(value);
      if (!fits) {
        return false;
      }
    }
    return Elements.assemble(values).equals(configuration) && allows(values);
  }

  /** The dimensions that exist in a configuration of this space, in order. */
  public List<Dimension> active(Configuration configuration) {
    Map<String, Object> values = Elements.flat(dimensions, configuration);
    return dimensions.stream().filter(dimension -> dimension.activeIn(values)).toList();
  }

  /** The values of a configuration by parameter, in order: of an array, each element's. */
  public Map<String, Object> values(Configuration configuration) {
    return Elements.flat(dimensions, configuration);
  }

  /** The value that a configuration gives to a parameter; empty where it does not exist. */
  public Optional<Object> value(Configuration configuration, Parameter parameter) {
    return Optional.ofNullable(values(configuration).get(parameter.name()));
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

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchSpace space
        && dimensions.equals(space.dimensions)
        && constraints.equals(space.constraints);
  }

  @Override
  public int hashCode() {
    return Objects.hash(dimensions, constraints);
  }

  @Override
  public String toString() {
    return "SearchSpace[%s, %s]".formatted(dimensions, constraints);
  }
}
