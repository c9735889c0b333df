package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class RandomSamplerTest extends SamplerContract {

  private static final SearchSpace FINITE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("c", List.of("a", "b", "z"))),
              new Dimension(
                  new IntParameter("n", 1, 40, Scale.LOG), List.of(new Condition("c", "a"))),
              Dimension.always(new FloatParameter("x", 0, 0.3, Scale.LINEAR, 0.1, 0))));

  @Override
  protected Sampler sampler() {
    return new RandomSampler(space(), new Seed(5));
  }

  @Override
  protected SearchSpace space() {
    return FINITE;
  }

  private static SearchSpace one(org.espalier.space.Parameter parameter) {
    return new SearchSpace(List.of(Dimension.always(parameter)));
  }

  @Test
  void proposes_each_configuration_of_a_finite_space_once_and_then_nothing() {
    for (int seed = 0; seed < 10; seed++) {
      List<Configuration> all = proposals(new RandomSampler(FINITE, new Seed(seed)), 1000);
      assertThat(all).hasSize(4 * (40 + 2)).doesNotHaveDuplicates();
    }
  }

  @Test
  void what_is_in_the_study_already_counts_against_its_limit() {
    SearchSpace space = one(new IntParameter("n", 1, 9, Scale.LINEAR));
    Configuration inside = new Configuration(Map.of("n", 4));
    Configuration outside = new Configuration(Map.of("n", 40));
    Sampler random = new RandomSampler(space, new Seed(1));
    assertThat(random.limit(Set.of())).hasValue(9);
    assertThat(random.limit(Set.of(inside, outside))).hasValue(8);
    Sampler withDefaults = new StartPoints(List.of(inside, outside), random);
    assertThat(withDefaults.limit(Set.of())).hasValue(10);
    assertThat(proposals(withDefaults, 100)).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void the_seed_makes_the_difference() {
    assertThat(proposals(new RandomSampler(FINITE, new Seed(1)), 20))
        .isNotEqualTo(proposals(new RandomSampler(FINITE, new Seed(2)), 20));
  }

  @Test
  void is_not_a_subset_of_a_grid() {
    FloatParameter x = new FloatParameter("x", 0, 1, Scale.LINEAR, 0, 3);
    assertThat(proposals(new RandomSampler(one(x), new Seed(1)), 500))
        .hasSize(500)
        .doesNotHaveDuplicates()
        .noneMatch(c -> x.grid().contains(c.values().get("x")));
  }

  @Test
  void draws_choices_with_equal_probability() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("c", List.of("a", "b", "c", "d", "e"))),
                Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    int n = 10_000;
    Map<Object, Integer> counts = new TreeMap<>();
    Sampler sampler = new RandomSampler(space, new Seed(17));
    for (int i = 0; i < n; i++) {
      counts.merge(draw(sampler, i).values().get("c"), 1, Integer::sum);
    }
    double statistic = 0;
    for (int count : counts.values()) {
      statistic += Math.pow(count - n / 5.0, 2) / (n / 5.0);
    }
    // Chi-square with 4 degrees of freedom exceeds 33.4 with probability 1e-6.
    assertThat(statistic).isLessThan(33.4);
  }

  @Test
  void draws_a_continuum_evenly_on_its_scale() {
    for (Scale scale : Scale.values()) {
      FloatParameter x = new FloatParameter("x", 1e-4, 1, scale);
      Sampler sampler = new RandomSampler(one(x), new Seed(23));
      int n = 10_000;
      List<Double> onScale = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        double value = draw(sampler, i).number("x");
        onScale.add(
            switch (scale) {
              case LINEAR -> (value - 1e-4) / (1 - 1e-4);
              case LOG -> 1 + Math.log10(value) / 4;
              case REVERSE_LOG -> -Math.log10(1 + 1e-4 - value) / 4;
            });
      }
      onScale.sort(null);
      double distance = 0;
      for (int i = 0; i < n; i++) {
        distance = Math.max(distance, Math.abs(onScale.get(i) - (i + 0.5) / n));
      }
      // Kolmogorov's distance exceeds 2.7 / sqrt(n) with probability 2 exp(-2 * 2.7^2) = 9e-7.
      assertThat(distance).isLessThan(2.7 / Math.sqrt(n));
    }
  }

  private static Configuration draw(Sampler sampler, int number) {
    return sampler.propose(Studies.empty(1), number).orElseThrow();
  }

  @Test
  void finds_what_lies_under_a_choice_that_is_rarely_drawn() {
    List<Object> learners = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      learners.add("without-space-" + i);
    }
    learners.add("wide");
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("learner", learners)),
                new Dimension(
                    new IntParameter("n", 0, Integer.MAX_VALUE, Scale.LINEAR),
                    List.of(new Condition("learner", "wide")))));
    assertThat(proposals(new RandomSampler(space, new Seed(1)), 300))
        .hasSize(300)
        .doesNotHaveDuplicates();
  }

  @Test
  void does_not_repeat_the_finite_part_of_a_space_that_is_a_continuum_elsewhere() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("learner", List.of("nb", "lr"))),
                new Dimension(
                    new FloatParameter("x", 0, 1, Scale.LINEAR),
                    List.of(new Condition("learner", "lr")))));
    Sampler sampler = new RandomSampler(space, new Seed(1));
    assertThat(sampler.limit(Set.of())).isEmpty();
    assertThat(proposals(sampler, 200)).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void of_the_last_ones_left_each_has_the_same_probability() {
    SearchSpace space = one(new IntParameter("n", 1, 1000, Scale.LOG));
    Study study = Studies.empty(1);
    Set<Integer> left = new HashSet<>(Set.of(2, 500, 501, 1000));
    for (int n = 1; n <= 1000; n++) {
      study = left.contains(n) ? study : Studies.asked(study, new Configuration(Map.of("n", n)));
    }
    Map<Object, Integer> counts = new TreeMap<>();
    for (int seed = 0; seed < 400; seed++) {
      Sampler sampler = new RandomSampler(space, new Seed(seed));
      counts.merge(sampler.propose(study, 996).orElseThrow().values().get("n"), 1, Integer::sum);
    }
    // 2 is so likely on the log scale that rejection finds it almost always; the others share the
    // rest.
    assertThat(counts.keySet()).isEqualTo(left);
  }
}
