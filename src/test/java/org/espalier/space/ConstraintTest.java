package org.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.space.Scale.LINEAR;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.espalier.space.Constraint.Comparison;
import org.espalier.space.Constraint.Forbidden;
import org.espalier.space.Constraint.Relation;
import org.junit.jupiter.api.Test;

final class ConstraintTest {

  private static final LinearExpression X = LinearExpression.of("x");
  private static final LinearExpression Y = LinearExpression.of("y");

  private static SearchSpace ints(int high, Constraint... constraints) {
    return new SearchSpace(
        List.of(
            Dimension.always(new IntParameter("x", 0, high, LINEAR, 1, 0)),
            Dimension.always(new IntParameter("y", 0, high, LINEAR, 1, 0))),
        List.of(constraints));
  }

  private static SearchSpace reals(Constraint... constraints) {
    return new SearchSpace(
        List.of(
            Dimension.always(new FloatParameter("x", 0, 1, LINEAR)),
            Dimension.always(new FloatParameter("y", 0, 1, LINEAR))),
        List.of(constraints));
  }

  private static Comparison compare(LinearExpression left, Relation relation, LinearExpression to) {
    return new Comparison(left, relation, to);
  }

  @Test
  void numbers_only_what_meets_them() {
    SearchSpace space = ints(3, compare(X.plus(2, "y"), Relation.AT_MOST, LinearExpression.of(4)));
    assertThat(space.size()).hasValue(8);
    assertThat(space.gridSize()).isEqualTo(8);
    assertThat(LongStream.range(0, 8).mapToObj(i -> space.at(i).toString()))
        .containsExactly(
            "{x=0, y=0}",
            "{x=0, y=1}",
            "{x=0, y=2}",
            "{x=1, y=0}",
            "{x=1, y=1}",
            "{x=2, y=0}",
            "{x=2, y=1}",
            "{x=3, y=0}");
    assertThat(LongStream.range(0, 8).mapToObj(space::grid)).allMatch(space::contains);
  }

  @Test
  void compare_in_decimals() {
    Map<String, Object> values = Map.of("x", 0.1, "y", 0.2);
    LinearExpression sum = X.plus(1, "y");
    LinearExpression bound = LinearExpression.of(0.3);
    assertThat(compare(sum, Relation.AT_MOST, bound).holds(values)).isTrue();
    assertThat(compare(sum, Relation.EQUAL, bound).holds(values)).isTrue();
    assertThat(compare(sum, Relation.BELOW, bound).holds(values)).isFalse();
    assertThat(compare(X, Relation.BELOW, Y).holds(values)).isTrue();
  }

  @Test
  void say_nothing_where_a_parameter_does_not_exist() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("c", List.of("a", "b"))),
                new Dimension(
                    new IntParameter("n", 1, 4, LINEAR), List.of(new Condition("c", "a")))),
            List.of(
                compare(LinearExpression.of("n"), Relation.BELOW, LinearExpression.of(3)),
                new Forbidden(List.of(new Condition("c", "a"), Condition.between("n", 2, 9)))));
    assertThat(space.size()).hasValue(2); // a with 1, and b
    assertThat(space.contains(space.at(1))).isTrue();
  }

  @Test
  void bind_what_is_drawn_at_random() {
    SearchSpace space = reals(compare(X.plus(1, "y"), Relation.AT_MOST, LinearExpression.of(0.1)));
    assertThat(space.size()).isEmpty();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Configuration drawn = space.draw(random);
      assertThat(space.contains(drawn)).isTrue();
      assertThat(drawn.number("x") + drawn.number("y")).isLessThanOrEqualTo(0.1);
    }
  }

  @Test
  void that_hardly_anything_meets_are_still_drawn_from() {
    SearchSpace space =
        ints(
            400,
            compare(X.plus(1, "y"), Relation.EQUAL, LinearExpression.of(800)),
            compare(X, Relation.AT_MOST, Y));
    assertThat(space.size()).hasValue(1);
    assertThat(space.draw(new Random(3))).hasToString("{x=400, y=400}");
  }

  @Test
  void leave_the_size_unknown_where_there_is_too_much_to_look_at() {
    SearchSpace space = ints(1000, compare(X, Relation.BELOW, Y));
    assertThat(space.size()).isEmpty();
    assertThatThrownBy(space::gridSize)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A grid of 1,002,001 combinations is too large to see which of them meet [x < y]; use at most 250,000.");
  }

  @Test
  void that_nothing_meets_are_refused_by_name() {
    LinearExpression three = LinearExpression.of(3);
    for (SearchSpace ignored : List.of(ints(3), ints(1000))) {
      assertThatThrownBy(
              () ->
                  new SearchSpace(
                      ignored.dimensions(),
                      List.of(
                          compare(X, Relation.AT_MOST, three),
                          compare(X.plus(1, "y"), Relation.BELOW, LinearExpression.of(0)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "meets all constraints, and 10,000 break 'x + y < 0.0'; loosen it, or")
          .hasMessageContaining("x and y");
    }
  }

  @Test
  void about_nothing_that_is_there_are_refused() {
    assertThatThrownBy(() -> ints(3, compare(LinearExpression.of("z"), Relation.BELOW, X)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Constraint 'z < x': there is no parameter 'z'.");
    SearchSpace texts =
        new SearchSpace(List.of(Dimension.always(new ChoiceParameter("x", List.of("a", "b")))));
    assertThatThrownBy(
            () ->
                new SearchSpace(
                    texts.dimensions(),
                    List.of(compare(X, Relation.BELOW, LinearExpression.of(1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Constraint 'x < 1.0': 'x' has values that are not numbers.");
  }
}
