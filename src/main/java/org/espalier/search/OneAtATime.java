package org.espalier.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Plan of a search that varies one parameter at a time: each parameter that exists at a start,
 * while all others keep the values of that start.
 *
 * <p>A parameter takes its choices or its points, a range without points {@value #LEVELS} values
 * from end to end of its scale, without the value of the start. Each parameter has its first value
 * before any has its second; of an ordered one, each value is as far as possible from the start's
 * and from those before it, so that a search that ends early has seen the ends.
 *
 * @param starts at most one of a learner; another learner starts in the middle of its space
 */
public record OneAtATime(SearchSpace space, List<Configuration> starts, Seed seed) {

  /** Number of values of a range without points. */
  private static final int LEVELS = 4;

  /** Name in settings, and origin of its configurations. */
  public static final String NAME = "one-at-a-time";

  public static final SamplerSpec SPEC =
      new RegisteredSampler(
          NAME,
          new StrategyTexts(
              "One at a time: each param by itself, with the defaults of all others.",
              "You want to know what each param is worth by itself, or which of many to search.",
              "Of each param its choices or points, or %d values of its range; no computation."
                  .formatted(LEVELS),
              "Daniel, JASA 68 (1973)"),
          /* finite= */ true,
          /* exhaustive= */ false,
          search ->
              new ListSampler(
                  new OneAtATime(search.space(), search.starts(), search.seed()).points(), NAME));

  /** Share of a scale below which two values differ by rounding alone. */
  private static final double ROUNDING = 1e-9;

  public OneAtATime {
    starts = List.copyOf(starts);
  }

  /** The points in the order of trial, each once; starts that were not given are among them. */
  List<Configuration> points() {
    List<Configuration> all = allStarts();
    List<List<Configuration>> byParameter = new ArrayList<>();
    for (Configuration start : all) {
      for (Dimension dimension : space.active(start)) {
        if (!isChoiceOfLearner(start, dimension.parameter())) {
          byParameter.add(varied(start, dimension.parameter()));
        }
      }
    }
    Set<Configuration> points = new LinkedHashSet<>(all);
    int rounds = byParameter.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (List<Configuration> varied : byParameter) {
        if (round < varied.size()) {
          points.add(varied.get(round));
        }
      }
    }
    starts.forEach(points::remove);
    return List.copyOf(points);
  }

  private static boolean isChoiceOfLearner(Configuration start, Parameter parameter) {
    return parameter.name().equals(Configuration.LEARNER) && !start.learner().isEmpty();
  }

  /** The starts, and one of each other learner. */
  private List<Configuration> allStarts() {
    List<Configuration> all = new ArrayList<>(starts.isEmpty() ? List.of(middle()) : starts);
    Configuration first = all.get(0);
    for (Dimension dimension : space.dimensions()) {
      Parameter parameter = dimension.parameter();
      if (isChoiceOfLearner(first, parameter)) {
        parameter.grid().stream()
            .filter(learner -> all.stream().noneMatch(one -> one.learner().equals(learner)))
            .flatMap(learner -> space.varied(first, parameter, learner).stream())
            .toList()
            .forEach(all::add);
      }
    }
    return all;
  }

  /** The middle of the space, or near it the first draw that meets the constraints. */
  private Configuration middle() {
    return space
        .redrawn(space.build(Parameter::middle), seed.random())
        .orElseGet(() -> space.draw(seed.random()));
  }

  private List<Configuration> varied(Configuration start, Parameter parameter) {
    return levels(start, parameter).stream()
        .flatMap(level -> space.varied(start, parameter, level).stream())
        .toList();
  }

  /** Values of a parameter besides that of the start, in the order of trial. */
  private List<Object> levels(Configuration start, Parameter parameter) {
    Optional<Object> before = space.value(start, parameter);
    double from = before.map(value -> position(parameter, value)).orElse(0.5);
    boolean isLevel = before.filter(parameter::contains).isPresent();
    Map<Object, Double> apart = new LinkedHashMap<>(); // from the nearest one before
    for (Object level : levels(parameter)) {
      double distance = Math.abs(parameter.unit(level) - from);
      if (!isLevel || distance > ROUNDING) {
        apart.put(level, distance);
      }
    }
    return parameter.ordered() ? farthestFirst(parameter, apart) : List.copyOf(apart.keySet());
  }

  private static List<Object> levels(Parameter parameter) {
    boolean isSpread =
        parameter instanceof FloatParameter real
            ? real.points() == 0
            : parameter instanceof IntParameter whole && whole.points() == 0;
    return isSpread
        ? IntStream.range(0, LEVELS)
            .mapToObj(i -> parameter.quantile(i / (LEVELS - 1.0)))
            .distinct()
            .toList()
        : parameter.grid();
  }

  /** Position on the scale; a learner's default may lie beyond it. */
  private static double position(Parameter parameter, Object value) {
    if (parameter.contains(value)) {
      return parameter.unit(value);
    }
    return value instanceof Number number
            && parameter.quantile(1) instanceof Number high
            && number.doubleValue() > high.doubleValue()
        ? 1
        : 0;
  }

  private static List<Object> farthestFirst(Parameter parameter, Map<Object, Double> apart) {
    List<Object> order = new ArrayList<>();
    while (!apart.isEmpty()) {
      Object next =
          Collections.max(
                  apart.entrySet(),
                  (one, other) ->
                      Long.compare(
                          Math.round(one.getValue() / ROUNDING),
                          Math.round(other.getValue() / ROUNDING)))
              .getKey();
      order.add(next);
      apart.remove(next);
      double position = parameter.unit(next);
      apart.replaceAll(
          (level, distance) -> Math.min(distance, Math.abs(parameter.unit(level) - position)));
    }
    return order;
  }
}
