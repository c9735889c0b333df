package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.journal.SearchedParameter;
import org.espalier.search.qubo.Qubo;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class StudyQuboTest {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("kind", List.of("a", "b"))),
              Dimension.always(new ChoiceParameter("size", List.of(1, 10, 100), true)),
              new Dimension(
                  new IntParameter("depth", 1, 4, Scale.LINEAR),
                  List.of(Condition.oneOf("kind", "b")))));

  /** Best of all 15 configurations: b of size 100 and depth 1. */
  private static Qubo qubo() {
    List<Map<String, Object>> values = new ArrayList<>();
    for (int i = 0; i < SPACE.size().orElseThrow(); i++) {
      values.add(new LinkedHashMap<>(SPACE.at(i).values()));
    }
    double[] losses =
        values.stream()
            .mapToDouble(
                v ->
                    number(v.getOrDefault("depth", 5))
                        - Math.log(number(v.getOrDefault("size", 1))))
            .toArray();
    return StudyQubo.problem(SearchedParameter.of(SPACE), values, losses, new Seed(1));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  @Test
  void bits_say_what_they_mean() {
    assertThat(qubo().labels())
        .containsExactly(
            "kind=a",
            "kind=b",
            "size>=10",
            "size>=100",
            "depth>=1.75000",
            "depth>=2.50000",
            "depth>=3.25000");
  }

  @Test
  void the_least_energy_is_that_of_the_best_configuration() {
    Qubo qubo = qubo();
    int bits = qubo.labels().size();
    List<String> best = List.of();
    double least = Double.POSITIVE_INFINITY;
    for (int all = 0; all < 1 << bits; all++) {
      int number = all;
      int[] ones = IntStream.range(0, bits).filter(i -> ((number >> i) & 1) == 1).toArray();
      double energy = qubo.energy(ones);
      if (energy < least) {
        least = energy;
        best = IntStream.of(ones).mapToObj(qubo.labels()::get).toList();
      }
    }
    assertThat(best).containsExactly("kind=b", "size>=10", "size>=100");
  }

  @Test
  void values_outside_the_space_are_of_no_parameter() {
    List<SearchedParameter> parameters = SearchedParameter.of(SPACE);
    assertThat(parameters.get(0).contains("b")).isTrue();
    assertThat(parameters.get(0).contains("z")).isFalse();
    assertThat(parameters.get(2).contains(4)).isTrue();
    assertThat(parameters.get(2).contains(5)).isFalse();
    assertThat(parameters.get(2).contains("4")).isFalse();
  }

  @Test
  void a_space_of_one_configuration_has_none() {
    SearchedParameter fixed =
        SearchedParameter.of(
                new SearchSpace(
                    List.of(
                        Dimension.always(new ChoiceParameter("n", List.of(3), true)),
                        Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR)))))
            .get(0);
    assertThatThrownBy(
            () ->
                StudyQubo.problem(
                    List.of(fixed), List.of(Map.of("n", 3)), new double[] {1}, new Seed(1)))
        .hasMessage("has no parameter with more than one value");
  }
}
