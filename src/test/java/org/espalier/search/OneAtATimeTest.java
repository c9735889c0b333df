package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.LinearExpression;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class OneAtATimeTest extends SamplerContract {

  /** A choice, a range with points, and one that exists under the first choice alone. */
  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("c", List.of("a", "b"))),
              Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR, 0, 3)),
              new Dimension(
                  new IntParameter("depth", 1, 10, Scale.LINEAR),
                  List.of(new Condition("c", (Object) "a")))),
          List.of(
              new Constraint.Comparison(
                  LinearExpression.of("depth").plus(10, "x"),
                  Constraint.Relation.AT_MOST,
                  LinearExpression.of(14))));

  private static final Configuration START = start("c", "a", "x", 0.5, "depth", 5);

  private static Configuration start(Object... values) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      all.put((String) values[i], values[i + 1]);
    }
    return new Configuration(all);
  }

  private static Sampler sampler(SearchSpace space, Configuration... starts) {
    return OneAtATime.SPEC.create(
        new SamplerSpec.Search(space, List.of(starts), new Seed(1), PriorObservations.NONE, 0));
  }

  private static List<String> texts(Sampler sampler) {
    return proposals(sampler, 100).stream().map(Object::toString).toList();
  }

  /** Values of the only parameter of a space, from a start. */
  private static List<Object> values(Parameter parameter, Object start) {
    SearchSpace space = new SearchSpace(List.of(Dimension.always(parameter)));
    return proposals(sampler(space, start(parameter.name(), start)), 100).stream()
        .map(point -> point.values().get(parameter.name()))
        .toList();
  }

  @Override
  protected Sampler sampler() {
    return sampler(SPACE, START);
  }

  @Override
  protected SearchSpace space() {
    return SPACE;
  }

  @Test
  void each_parameter_has_one_value_before_any_has_its_second_and_none_violates_a_constraint() {
    assertThat(texts(sampler()))
        .containsExactly(
            "{c=b, x=0.5}",
            "{c=a, x=0.0, depth=5}",
            "{c=a, x=0.5, depth=1}",
            "{c=a, x=0.5, depth=7}",
            "{c=a, x=0.5, depth=4}");
    assertThat(sampler().limit(Set.of())).hasValue(5);
    assertThat(sampler().origin(Studies.empty(1), 0)).isEqualTo("one-at-a-time");
  }

  @Test
  void a_parameter_that_comes_with_a_value_has_the_middle_unless_the_start_names_one() {
    assertThat(texts(sampler(SPACE, start("c", "b", "x", 0.0))))
        .containsExactly("{c=a, x=0.0, depth=6}", "{c=b, x=1.0}", "{c=b, x=0.5}");
    assertThat(texts(sampler(SPACE, start("c", "b", "x", 0.0, "depth", 9))))
        .startsWith("{c=a, x=0.0, depth=9}");
  }

  @Test
  void a_range_has_four_values_from_end_to_end_of_its_scale_the_farthest_first() {
    FloatParameter log = new FloatParameter("x", 0.001, 1, Scale.LOG);
    assertThat(values(log, 0.5)).hasSize(4).startsWith(0.001).contains(1.0);
    assertThat(values(log, 0.1)).hasSize(3).startsWith(0.001).contains(1.0); // one is the start
    assertThat(values(log, 0.0)).hasSize(4).startsWith(1.0).endsWith(0.001); // below the range
    assertThat(values(log, 2.0)).hasSize(4).startsWith(0.001).endsWith(1.0);
    assertThat(values(new FloatParameter("x", 0, 1, Scale.LINEAR, 0.001, 0), 0.0))
        .hasSize(3)
        .startsWith(1.0);
    assertThat(values(new IntParameter("n", 1, 2, Scale.LINEAR), 2)).containsExactly(1);
  }

  @Test
  void choices_and_points_are_all_taken() {
    ChoiceParameter choice = new ChoiceParameter("c", List.of("a", "b", "c", "d", "e", "f"));
    assertThat(values(choice, "b")).containsExactly("a", "c", "d", "e", "f");
    assertThat(values(new IntParameter("n", 0, 10, Scale.LINEAR, 0, 6), 4))
        .containsExactly(10, 0, 2, 6, 8);
    assertThat(values(ChoiceParameter.fixed("c", 1), 1)).isEmpty();
  }

  @Test
  void without_a_start_the_middle_is_the_first_point() {
    assertThat(texts(sampler(SPACE))).hasSize(6).startsWith("{c=a, x=0.5, depth=6}");
    SearchSpace tight =
        new SearchSpace(
            SPACE.dimensions(),
            List.of(
                new Constraint.Comparison(
                    LinearExpression.of("depth"),
                    Constraint.Relation.AT_MOST,
                    LinearExpression.of(3))));
    assertThat(proposals(sampler(tight), 100)).isNotEmpty().allMatch(tight::contains);
  }

  @Test
  void each_learner_has_a_start_of_its_own_which_may_lack_params() {
    Condition lr = new Condition(Configuration.LEARNER, (Object) "lr");
    Condition rf = new Condition(Configuration.LEARNER, (Object) "rf");
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter(Configuration.LEARNER, List.of("lr", "rf"))),
                new Dimension(new ChoiceParameter("lr.reg", List.of(1, 2)), List.of(lr)),
                new Dimension(new ChoiceParameter("lr.fit", List.of(true, false)), List.of(lr)),
                new Dimension(new ChoiceParameter("rf.depth", List.of(3, 5)), List.of(rf))));
    Configuration first = start("learner", "lr", "lr.reg", 1);
    assertThat(texts(sampler(space, first, start("learner", "rf", "rf.depth", 5))))
        .containsExactly(
            "{learner=lr, lr.reg=2}",
            "{learner=lr, lr.reg=1, lr.fit=true}",
            "{learner=rf, rf.depth=3}",
            "{learner=lr, lr.reg=1, lr.fit=false}");
    assertThat(texts(sampler(space, first)))
        .containsExactly(
            "{learner=rf, rf.depth=3}",
            "{learner=lr, lr.reg=2}",
            "{learner=lr, lr.reg=1, lr.fit=true}",
            "{learner=rf, rf.depth=5}",
            "{learner=lr, lr.reg=1, lr.fit=false}");
  }

  @Test
  void an_array_is_varied_by_element() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("layers[0]", List.of(4))),
                Dimension.always(new ChoiceParameter("layers[1]", List.of(8, 16), true)),
                Dimension.always(new ChoiceParameter("seed", List.of(1, 2)))));
    assertThat(texts(sampler(space, start("layers", List.of(4, 8), "seed", 1))))
        .containsExactly("{layers=[4, 16], seed=1}", "{layers=[4, 8], seed=2}");
    assertThat(texts(sampler(space, start("seed", 1))))
        .containsExactly("{layers=[4, 16], seed=1}", "{layers=[4, 8], seed=1}", "{seed=2}");
  }
}
