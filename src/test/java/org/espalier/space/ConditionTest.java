package org.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.space.Scale.LINEAR;
import static org.espalier.space.Scale.LOG;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class ConditionTest {

  private static Dimension dimension(Parameter parameter, Condition... conditions) {
    return new Dimension(parameter, List.of(conditions));
  }

  @Test
  void may_ask_for_one_of_several_values() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                dimension(new ChoiceParameter("booster", List.of("linear", "tree", "dart"))),
                dimension(
                    new IntParameter("depth", 1, 3, LINEAR),
                    Condition.oneOf("booster", "tree", "dart"))));
    assertThat(space.size()).hasValue(7);
    assertThat(LongStream.range(0, 7).mapToObj(i -> space.at(i).toString()))
        .startsWith("{booster=linear}", "{booster=tree, depth=1}")
        .endsWith("{booster=dart, depth=3}");
  }

  @Test
  void may_ask_for_a_range_and_hang_on_one_another() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                dimension(new FloatParameter("mix", 0, 1, LINEAR)),
                dimension(
                    new IntParameter("rounds", 1, 9, LINEAR), Condition.between("mix", 0.5, 1)),
                dimension(
                    ChoiceParameter.ofTruth("late"),
                    Condition.between("rounds", 5, Double.POSITIVE_INFINITY))));
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      Configuration drawn = space.draw(random);
      boolean rounds = drawn.number("mix") >= 0.5;
      assertThat(drawn.values().containsKey("rounds")).isEqualTo(rounds);
      assertThat(drawn.values().containsKey("late"))
          .isEqualTo(rounds && drawn.number("rounds") >= 5);
      assertThat(space.contains(drawn)).isTrue();
    }
  }

  @Test
  void on_a_wide_range_of_whole_numbers_are_counted_without_visiting_each() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                dimension(new IntParameter("n", 1, 1_000_000_000, LOG)),
                dimension(ChoiceParameter.ofTruth("big"), Condition.between("n", 11, 1e9)),
                dimension(ChoiceParameter.ofTruth("seven"), new Condition("n", 7))));
    assertThat(space.size()).hasValue(10 + 1 + 2 * 999_999_990L);
    assertThat(space.at(0)).hasToString("{n=1}");
    assertThat(space.at(7)).hasToString("{n=7, seven=true}");
    assertThat(space.at(11)).hasToString("{n=11, big=false}");
    assertThat(space.at(1_999_999_990)).hasToString("{n=1000000000, big=true}");
  }

  @Test
  void of_an_array_make_its_length() {
    List<Dimension> dimensions = new ArrayList<>();
    dimensions.add(dimension(new IntParameter("depth", 1, 2, LINEAR)));
    dimensions.add(dimension(new IntParameter("layers[0]", 4, 5, LOG)));
    dimensions.add(dimension(new IntParameter("layers[1]", 8, 9, LOG), new Condition("depth", 2)));
    SearchSpace space = new SearchSpace(dimensions);
    assertThat(LongStream.range(0, space.size().getAsLong()).mapToObj(i -> space.at(i).toString()))
        .containsExactly(
            "{depth=1, layers=[4]}", "{depth=1, layers=[5]}",
            "{depth=2, layers=[4, 8]}", "{depth=2, layers=[4, 9]}",
            "{depth=2, layers=[5, 8]}", "{depth=2, layers=[5, 9]}");
    Configuration last = space.at(5);
    assertThat(space.contains(last)).isTrue();
    assertThat(space.values(last)).isEqualTo(Map.of("depth", 2, "layers[0]", 5, "layers[1]", 9));
    assertThat(space.active(space.at(0))).hasSize(2);
    for (List<Integer> wrong : List.of(List.of(4), List.of(4, 8, 8), List.of(8, 4))) {
      assertThat(space.contains(new Configuration(Map.of("depth", 2, "layers", wrong)))).isFalse();
    }
  }

  @Test
  void arrays_are_numbered_from_nothing_in_order() {
    List<Dimension> weights =
        Stream.of("w[0]", "w[1]", "w[2]")
            .map(name -> dimension(new FloatParameter(name, 0, 1, LINEAR)))
            .toList();
    SearchSpace space = new SearchSpace(weights);
    assertThat(space.draw(new Random(1)).values().get("w"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(3);
    assertThatThrownBy(() -> new SearchSpace(List.of(weights.get(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Parameter 'w[1]' is where element 0 of 'w' is expected.");
    assertThatThrownBy(
            () ->
                new SearchSpace(
                    List.of(weights.get(0), dimension(new IntParameter("w", 1, 2, LINEAR)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Parameter 'w' occurs twice, whole and by its elements.");
  }

  @Test
  void need_a_value_or_a_range_that_holds_one() {
    assertThatThrownBy(() -> Condition.between("x", 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A range from 2.0 to 1.0 is empty.");
    assertThatThrownBy(() -> Condition.between("x", Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Condition.oneOf("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A criterion needs at least one value.");
  }
}
