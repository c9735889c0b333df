package org.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.space.Scale.LINEAR;
import static org.espalier.space.Scale.LOG;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.espalier.testing.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SearchSpaceTest {

  private static Dimension dimension(Parameter parameter, Condition... conditions) {
    return new Dimension(parameter, List.of(conditions));
  }

  /** Two learners, one of which has a parameter that opens another. */
  private static SearchSpace conditional() {
    Condition lr = new Condition("learner", "lr");
    Condition rf = new Condition("learner", "rf");
    return new SearchSpace(
        List.of(
            dimension(new ChoiceParameter("learner", List.of("lr", "rf", "nb"))),
            dimension(new ChoiceParameter("penalty", List.of("none", "l2")), lr),
            dimension(
                new FloatParameter("reg", 0, 0.2, LINEAR, 0.1, 0),
                lr,
                new Condition("penalty", "l2")),
            dimension(new IntParameter("depth", 1, 2, LINEAR, 1, 0), rf),
            dimension(new ChoiceParameter("scaled", List.of(true, false)))));
  }

  @Test
  void decodes_its_grid_with_the_first_dimension_slowest() {
    SearchSpace space = conditional();
    assertThat(space.gridSize()).isEqualTo(14); // ((1 + 3) + 2 + 1) * 2
    List<String> grid = LongStream.range(0, 14).mapToObj(i -> space.grid(i).toString()).toList();
    assertThat(grid)
        .containsExactly(
            "{learner=lr, penalty=none, scaled=true}",
            "{learner=lr, penalty=none, scaled=false}",
            "{learner=lr, penalty=l2, reg=0.0, scaled=true}",
            "{learner=lr, penalty=l2, reg=0.0, scaled=false}",
            "{learner=lr, penalty=l2, reg=0.1, scaled=true}",
            "{learner=lr, penalty=l2, reg=0.1, scaled=false}",
            "{learner=lr, penalty=l2, reg=0.2, scaled=true}",
            "{learner=lr, penalty=l2, reg=0.2, scaled=false}",
            "{learner=rf, depth=1, scaled=true}",
            "{learner=rf, depth=1, scaled=false}",
            "{learner=rf, depth=2, scaled=true}",
            "{learner=rf, depth=2, scaled=false}",
            "{learner=nb, scaled=true}",
            "{learner=nb, scaled=false}");
  }

  @Tag(Sample.TAG)
  @Test
  void counts_what_it_enumerates_in_any_conditional_space() {
    for (int seed = 0; seed < Sample.rounds(300); seed++) {
      SearchSpace space = randomSpace(new Random(seed));
      long size = space.size().getAsLong();
      Set<Configuration> all = new HashSet<>();
      for (long i = 0; i < size; i++) {
        Configuration configuration = space.at(i);
        assertThat(space.contains(configuration)).isTrue();
        all.add(configuration);
      }
      assertThat(all).as("seed %d", seed).hasSize(Math.toIntExact(size));
      Random draws = new Random(seed);
      for (int i = 0; i < 20; i++) {
        assertThat(all).contains(space.draw(draws));
      }
    }
  }

  private static SearchSpace randomSpace(Random random) {
    List<Dimension> dimensions = new ArrayList<>();
    List<Parameter> parents = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Parameter parameter =
          random.nextBoolean()
              ? new ChoiceParameter(
                  "p" + i, List.<Object>of("a", "b", "c").subList(0, 1 + random.nextInt(3)))
              : new IntParameter("p" + i, 0, 1 + random.nextInt(3), LINEAR);
      List<Condition> conditions = new ArrayList<>();
      for (Parameter parent : parents) {
        if (random.nextInt(3) == 0) {
          conditions.add(randomCondition(parent, random));
        }
      }
      dimensions.add(new Dimension(parameter, conditions));
      parents.add(parameter);
    }
    List<Constraint> constraints = new ArrayList<>();
    if (count > 2 && random.nextBoolean()) {
      constraints.add(
          new Constraint.Forbidden(
              List.of(
                  randomCondition(parents.get(0), random),
                  randomCondition(parents.get(1), random))));
    }
    try {
      return new SearchSpace(dimensions, constraints);
    } catch (IllegalArgumentException impossible) {
      return new SearchSpace(dimensions);
    }
  }

  private static Condition randomCondition(Parameter parent, Random random) {
    Object value = parent.at(random.nextInt(Math.toIntExact(parent.size().getAsLong())));
    if (value instanceof Integer low && random.nextBoolean()) {
      return Condition.between(parent.name(), low, low + 1.5);
    }
    return random.nextBoolean()
        ? new Condition(parent.name(), value)
        : Condition.oneOf(parent.name(), value, parent.at(0));
  }

  @Test
  void says_which_dimensions_exist_and_which_exist_together() {
    SearchSpace space = conditional();
    assertThat(space.groups())
        .extracting(group -> group.stream().map(d -> d.parameter().name()).toList())
        .containsExactly(
            List.of("learner", "scaled"), List.of("penalty"), List.of("reg"), List.of("depth"));
    for (long i = 0; i < space.size().getAsLong(); i++) {
      Configuration configuration = space.at(i);
      List<Dimension> active = space.active(configuration);
      assertThat(active)
          .extracting(d -> d.parameter().name())
          .containsExactlyElementsOf(configuration.values().keySet());
      assertThat(space.groups())
          .allMatch(
              group -> active.containsAll(group) || group.stream().noneMatch(active::contains));
      for (Dimension dimension : space.dimensions()) {
        assertThat(space.value(configuration, dimension.parameter()).isPresent())
            .isEqualTo(active.contains(dimension));
      }
    }
  }

  @Test
  void contains_exactly_what_has_a_fitting_value_for_each_dimension_that_exists() {
    SearchSpace space = conditional();
    assertThat(space.contains(new Configuration(Map.of("learner", "nb", "scaled", true)))).isTrue();
    assertThat(space.contains(new Configuration(Map.of("learner", "nb")))).isFalse();
    assertThat(space.contains(new Configuration(Map.of("learner", "xx", "scaled", true))))
        .isFalse();
    assertThat(
            space.contains(new Configuration(Map.of("learner", "nb", "scaled", true, "depth", 1))))
        .isFalse();
    assertThat(
            space.contains(new Configuration(Map.of("learner", "rf", "scaled", true, "depth", 3))))
        .isFalse();
  }

  @Test
  void without_dimensions_has_one_configuration() {
    SearchSpace space = new SearchSpace(List.of());
    assertThat(space.size()).hasValue(1);
    assertThat(space.at(0)).isEqualTo(new Configuration(Map.of()));
    assertThat(space.contains(space.at(0))).isTrue();
  }

  @Test
  void is_without_size_where_some_dimension_is_a_continuum() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                dimension(new IntParameter("n", 1, 3, LINEAR, 0, 3)),
                dimension(new FloatParameter("x", 1, 2, LOG))));
    assertThat(space.size()).isEmpty();
    assertThat(space.gridless()).extracting(Parameter::name).containsExactly("x");
  }

  @Test
  void saturates_where_it_has_more_configurations_than_a_long_counts() {
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      dimensions.add(dimension(new IntParameter("p" + i, 0, Integer.MAX_VALUE, LINEAR)));
    }
    SearchSpace space = new SearchSpace(dimensions);
    assertThat(space.size()).hasValue(Long.MAX_VALUE);
    assertThat(space.contains(space.at(0))).isTrue();
    assertThat(space.contains(space.at(Long.MAX_VALUE - 1))).isTrue();
    assertThat(space.at(1)).isNotEqualTo(space.at(0));
  }

  @Test
  void refuses_conditions_that_can_never_hold_and_names_that_stand_twice() {
    IntParameter n = new IntParameter("n", 1, 3, LINEAR);
    ChoiceParameter c = new ChoiceParameter("c", List.of("a", "b"));
    refused(
        List.of(dimension(n, new Condition("c", "a")), dimension(c)),
        "Parameter 'n': its condition c = a names no value of an earlier parameter.");
    refused(
        List.of(dimension(c), dimension(n, new Condition("c", "z"))),
        "Parameter 'n': its condition c = z names no value of an earlier parameter.");
    refused(
        List.of(dimension(n), dimension(c, new Condition("n", 4))),
        "Parameter 'c': its condition n = 4 names no value of an earlier parameter.");
    refused(
        List.of(dimension(n), dimension(c, Condition.between("n", 3.5, 9))),
        "Parameter 'c': its condition n from 3.5 to 9.0 names no value of an earlier parameter.");
    refused(
        List.of(dimension(c), dimension(n, Condition.between("c", 0, 1))),
        "Parameter 'n': its condition c from 0.0 to 1.0 names no value of an earlier parameter.");
    refused(List.of(dimension(n), dimension(n)), "Parameter 'n' occurs twice.");
  }

  /** As two learners of which one has params that are rarely allowed together. */
  private static SearchSpace tight(double most) {
    return new SearchSpace(
        List.of(
            dimension(new ChoiceParameter("learner", List.of("a", "b"))),
            dimension(new FloatParameter("x", 0, 1, LINEAR), new Condition("learner", "a")),
            dimension(new FloatParameter("y", 0, 1, LINEAR), new Condition("learner", "a")),
            dimension(new FloatParameter("z", 0, 1, LINEAR), new Condition("learner", "b"))),
        List.of(
            new Constraint.Comparison(
                new LinearExpression(Map.of("x", 1.0, "y", 1.0), 0),
                Constraint.Relation.BELOW,
                new LinearExpression(Map.of(), most))));
  }

  @Tag(Sample.TAG)
  @Test
  void draws_a_learner_with_tight_constraints_as_often_as_another() {
    SearchSpace space = tight(0.05); // one draw in 800
    SplittableRandom random = new SplittableRandom(1);
    int rare = 0;
    int draws = Sample.rounds(1000);
    for (int i = 0; i < draws; i++) {
      Configuration drawn = space.draw(random);
      assertThat(space.contains(drawn)).isTrue();
      rare += "a".equals(drawn.values().get("learner")) ? 1 : 0;
    }
    int off = (int) (1.65 * Math.sqrt(draws)); // of a fair coin but for one in a thousand
    assertThat(rare).isBetween(draws / 2 - off, draws / 2 + off);
  }

  @Test
  void draws_another_value_of_what_others_depend_on_where_constraints_forbid_it() {
    List<Dimension> dimensions =
        List.of(
            dimension(new ChoiceParameter("solver", List.of("exact", "slow", "fast"))),
            dimension(new FloatParameter("step", 0, 1, LINEAR), new Condition("solver", "slow")));
    SearchSpace space =
        new SearchSpace(
            dimensions,
            List.of(new Constraint.Forbidden(List.of(new Condition("solver", "slow")))));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      assertThat(space.draw(random).values().get("solver")).isIn("exact", "fast");
    }
  }

  private static void refused(List<Dimension> dimensions, String message) {
    assertThatThrownBy(() -> new SearchSpace(dimensions))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
