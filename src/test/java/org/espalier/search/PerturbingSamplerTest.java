package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Continuation;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class PerturbingSamplerTest extends SamplerContract {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new FloatParameter("rate", 1e-4, 1, Scale.LOG)),
              Dimension.always(new FloatParameter("shift", -1, 1, Scale.LINEAR)),
              Dimension.always(new IntParameter("width", 2, 64, Scale.LOG)),
              Dimension.always(new ChoiceParameter("size", List.of(1, 10, 100), true)),
              Dimension.always(new ChoiceParameter("kind", List.of("a", "b", "c"))),
              new Dimension(
                  new IntParameter("depth", 1, 9, Scale.LINEAR),
                  List.of(Condition.oneOf("kind", "b", "c")))));

  private static final List<String> ALL =
      List.of("rate", "shift", "width", "size", "kind", "depth");

  @Override
  protected Sampler sampler() {
    return over(List.of());
  }

  private static Sampler over(List<String> names) {
    return new PerturbingSampler(new RandomSampler(SPACE, new Seed(1)), SPACE, names, new Seed(1));
  }

  @Override
  protected SearchSpace space() {
    return SPACE;
  }

  private static final Configuration PARENT =
      new Configuration(
          Map.of("rate", 0.1, "shift", 0.5, "width", 10, "size", 10, "kind", "b", "depth", 5));

  private static final Continuation FROM = new Continuation(0, 0);

  private static Trial varied(List<String> names, int number) {
    Study study = Studies.asked(Studies.empty(1), PARENT);
    return over(names).varied(study, number, FROM).orElseThrow();
  }

  @Test
  void real_ranges_change_alone_unless_names_are_given() {
    for (int number = 1; number < 50; number++) {
      Trial trial = varied(List.of(), number);
      assertThat(trial.number()).isEqualTo(number);
      assertThat(trial.origin()).isEqualTo("perturbed");
      assertThat(trial.reason()).contains("varies trial 0");
      assertThat(trial.configuration()).isNotEqualTo(PARENT);
      for (String kept : List.of("width", "size", "kind", "depth")) {
        assertThat(trial.configuration().values()).containsEntry(kept, PARENT.values().get(kept));
      }
      assertThat(varied(List.of("width"), number).configuration().values())
          .containsEntry("rate", 0.1)
          .containsEntry("depth", 5);
    }
  }

  @Test
  void a_value_moves_by_a_fifth_or_is_drawn_anew_with_a_probability_of_a_quarter() {
    int factored = 0;
    for (int number = 1; number <= 1000; number++) {
      double rate = varied(List.of(), number).configuration().number("rate");
      factored += Math.abs(rate - 0.08) < 1e-9 || Math.abs(rate - 0.12) < 1e-9 ? 1 : 0;
    }
    assertThat(factored / 1000.0).isCloseTo(0.75, within(0.06)); // 4 standard errors
  }

  @Test
  void every_named_parameter_stays_in_the_space_and_moves_both_ways() {
    Set<Object> widths = new HashSet<>();
    Set<Object> depths = new HashSet<>();
    Set<Object> kinds = new HashSet<>();
    for (int number = 1; number < 200; number++) {
      Configuration configuration = varied(ALL, number).configuration();
      assertThat(SPACE.contains(configuration)).as("%s", configuration).isTrue();
      widths.add(configuration.number("width"));
      kinds.add(configuration.values().get("kind"));
      if (configuration.values().containsKey("depth")) {
        depths.add(configuration.number("depth"));
      }
    }
    assertThat(widths).contains(8.0, 12.0);
    assertThat(depths).contains(4.0, 6.0);
    assertThat(kinds).hasSize(3);
  }

  @Test
  void start_points_that_the_first_generation_has_no_place_for_are_tried_as_they_are() {
    StartPoints start = new StartPoints(List.of(PARENT), new RandomSampler(SPACE, new Seed(1)));
    Sampler sampler = new PerturbingSampler(start, SPACE, List.of(), new Seed(1));
    Study study = Studies.asked(Studies.empty(1), PARENT);
    assertThat(sampler.varied(study, 0, FROM)).isEqualTo(start.trial(study, 0));
    assertThat(sampler.varied(study, 1, FROM).orElseThrow().origin()).isEqualTo("perturbed");
  }

  @Test
  void the_ends_of_a_range_are_not_passed_and_can_be_left() {
    Configuration end =
        new Configuration(Map.of("rate", 1.0, "shift", -1.0, "width", 2, "size", 1, "kind", "a"));
    Study study = Studies.asked(Studies.empty(1), end);
    Set<Object> widths = new HashSet<>();
    for (int number = 1; number < 100; number++) {
      Configuration varied = over(ALL).varied(study, number, FROM).orElseThrow().configuration();
      assertThat(SPACE.contains(varied)).as("%s", varied).isTrue();
      widths.add(varied.number("width"));
    }
    assertThat(widths).contains(2.0, 3.0);
  }
}
