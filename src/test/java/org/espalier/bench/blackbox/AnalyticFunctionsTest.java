package org.espalier.bench.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.search.RandomSampler;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.study.Seed;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AnalyticFunctionsTest {

  static Stream<Arguments> minima() {
    return Stream.of(
        Arguments.of("branin", List.of(-Math.PI, 12.275)),
        Arguments.of("branin", List.of(Math.PI, 2.275)),
        Arguments.of("branin", List.of(9.42477796, 2.475)),
        Arguments.of("hartmann3", List.of(.114589, .555649, .852547)),
        Arguments.of("hartmann6", List.of(.201690, .150011, .476874, .275332, .311652, .657301)),
        Arguments.of(
            "hartmann6/terrible", List.of(.201690, .150011, .476874, .275332, .311652, .657301)),
        Arguments.of("currin", List.of(.216667, 0.0)),
        Arguments.of(
            "borehole", List.of(0.15, 100.0, 115600.0, 1110.0, 116.0, 700.0, 1120.0, 12045.0)),
        Arguments.of("forrester", List.of(.757249)),
        Arguments.of("park", List.of(1.0, 1.0, 1.0, 1.0)),
        Arguments.of("crossing-curves", List.of(20.0, -100.0)));
  }

  static Stream<Arguments> maxima() {
    return Stream.of(
        Arguments.of("branin", List.of(-5.0, 0.0)),
        Arguments.of("currin", List.of(0.0, 1.0)),
        Arguments.of(
            "borehole", List.of(0.05, 50000.0, 63070.0, 990.0, 63.1, 820.0, 1680.0, 9855.0)),
        Arguments.of("forrester", List.of(1.0)),
        Arguments.of("crossing-curves", List.of(0.0, 100.0)));
  }

  static List<Blackbox> all() {
    return AnalyticFunctions.all();
  }

  private static Blackbox named(String name) {
    return all().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static Configuration at(Blackbox function, List<Double> point) {
    Map<String, Object> values = new LinkedHashMap<>();
    IntStream.range(0, point.size())
        .forEach(
            i -> values.put(function.space().dimensions().get(i).parameter().name(), point.get(i)));
    return new Configuration(values);
  }

  @ParameterizedTest
  @MethodSource("minima")
  void takes_its_best_value_where_the_literature_says(String name, List<Double> point) {
    Blackbox function = named(name);
    assertThat(function.truth(at(function, point)))
        .isCloseTo(function.errors().best(), offset(1e-6 * Math.abs(function.errors().best())));
  }

  @ParameterizedTest
  @MethodSource("maxima")
  void takes_its_worst_value_in_a_corner(String name, List<Double> point) {
    Blackbox function = named(name);
    assertThat(function.truth(at(function, point)))
        .isCloseTo(
            function.errors().worst(), offset(1e-6 * Math.abs(function.errors().worst()) + 1e-6));
  }

  @ParameterizedTest
  @MethodSource("all")
  void is_never_better_than_its_best_nor_worse_than_its_worst(Blackbox function) {
    RandomSampler sampler = new RandomSampler(function.space(), new Seed(2));
    for (int i = 0; i < 2000; i++) {
      Configuration x = sampler.propose(Studies.empty(1), i).orElseThrow();
      assertThat(function.errors().normalizedRegret(function.truth(x))).isBetween(-1e-9, 1.0);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void no_step_from_the_best_known_point_finds_a_better_one(Blackbox function) {
    for (Arguments minimum : minima().filter(m -> function.name().equals(m.get()[0])).toList()) {
      @SuppressWarnings("unchecked")
      List<Double> best = (List<Double>) Objects.requireNonNull(minimum.get()[1]);
      for (int i = 0; i < best.size(); i++) {
        FloatParameter bounds = (FloatParameter) function.space().dimensions().get(i).parameter();
        for (double share : new double[] {-1e-2, -1e-3, 1e-3, 1e-2}) {
          List<Double> beside = new ArrayList<>(best);
          double step = share * (bounds.high() - bounds.low());
          beside.set(i, Math.min(bounds.high(), Math.max(bounds.low(), best.get(i) + step)));
          assertThat(function.truth(at(function, beside)))
              .isGreaterThanOrEqualTo(function.errors().best() - 1e-9);
        }
      }
    }
  }

  @Test
  void a_low_fidelity_says_something_else_and_the_highest_tells_the_truth() {
    for (Blackbox function : all()) {
      Configuration x =
          new RandomSampler(function.space(), new Seed(4))
              .propose(Studies.empty(1), 0)
              .orElseThrow();
      long min = function.resource().min();
      if (!function.name().equals("counting-ones")) {
        assertThat(function.error(x, min)).as(function.name()).isNotEqualTo(function.truth(x));
        assertThat(function.observed(x, function.resource().max(), new Seed(1)))
            .isEqualTo(function.truth(x));
      }
      assertThat(function.observed(x, min, new Seed(1)))
          .isEqualTo(function.observed(x, min, new Seed(1)));
    }
  }

  @Test
  void forrester_in_its_low_fidelity_has_its_best_elsewhere() {
    Blackbox forrester = named("forrester");
    // One percent of the truth in it moves the published minimum of -9.334905 by less than 0.1.
    assertThat(forrester.error(at(forrester, List.of(0.0924)), 1))
        .isCloseTo(-9.33, offset(0.1))
        .isLessThan(forrester.error(at(forrester, List.of(.757249)), 1));
  }

  @Test
  void counting_ones_observes_a_probability_as_the_mean_of_its_draws() {
    Blackbox ones = named("counting-ones");
    Configuration half =
        ones.space().build(p -> p.name().startsWith("bit") ? (Object) true : (Object) 0.5);
    assertThat(ones.truth(half)).isEqualTo(-6);
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += ones.observed(half, 729, new Seed(i));
    }
    // Standard error of the mean: sqrt(4 * 0.25 / 729 / 100) = 0.0037; five of them: 6e-7.
    assertThat(sum / 100).isCloseTo(-6, offset(0.0185));
  }

  @Test
  void a_dimension_is_a_parameter_by_name() {
    assertThat(named("borehole").space().dimensions())
        .extracting(Dimension::parameter)
        .extracting(p -> p.name())
        .containsExactly("x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8");
  }
}
