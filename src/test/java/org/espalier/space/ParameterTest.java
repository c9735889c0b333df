package org.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.space.Scale.LINEAR;
import static org.espalier.space.Scale.LOG;
import static org.espalier.space.Scale.REVERSE_LOG;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class ParameterTest {

  /** The largest quantile a generator draws. */
  private static final double LAST = Math.nextDown(1.0);

  private static void refused(ThrowingCallable making, String message) {
    assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void every_quantile_and_every_position_is_contained(Parameter parameter) {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      Object value = parameter.quantile(random.nextDouble());
      assertThat(parameter.contains(value)).isTrue();
      comes_back_from_its_position(parameter, value);
    }
    parameter
        .size()
        .ifPresent(
            size -> {
              for (long i = 0; i < size; i++) {
                assertThat(parameter.contains(parameter.at(i))).isTrue();
                comes_back_from_its_position(parameter, parameter.at(i));
                owns_what_is_between_its_edges(parameter, i);
              }
            });
    assertThat(parameter.grid()).allMatch(parameter::contains).doesNotHaveDuplicates();
    assertThat(parameter.contains(parameter.quantile(1))).isTrue();
    assertThatThrownBy(() -> parameter.unit("none of them"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Parameter '%s' does not take none of them.", parameter.name());
  }

  private static void owns_what_is_between_its_edges(Parameter parameter, long index) {
    double from = parameter.edge(index);
    double to = parameter.edge(index + 1);
    assertThat(from).isLessThan(to);
    double nearlyNothing = 1e-9 * (to - from); // edges of a log scale are rounded
    assertThat(parameter.quantile(from + nearlyNothing)).isEqualTo(parameter.at(index));
    assertThat(parameter.quantile(to - nearlyNothing)).isEqualTo(parameter.at(index));
    assertThat(index > 0 || from == 0).isTrue();
    assertThat(index < parameter.size().getAsLong() - 1 || to == 1).isTrue();
  }

  private static void comes_back_from_its_position(Parameter parameter, Object value) {
    double unit = parameter.unit(value);
    assertThat(unit).isBetween(0.0, 1.0);
    if (parameter.size().isPresent()) {
      assertThat(parameter.quantile(unit)).isEqualTo(value);
    } else {
      assertThat((double) parameter.quantile(unit))
          .isCloseTo((double) value, within(1e-13 * Math.max(1, (double) value)));
    }
  }

  @Nested
  final class A_float {

    @Test
    void spans_its_range_from_end_to_end() {
      for (Scale scale : Scale.values()) {
        FloatParameter p = new FloatParameter("regParam", 1e-5, 10, scale);
        assertThat(p.quantile(0)).isEqualTo(1e-5);
        assertThat((double) p.quantile(LAST)).isBetween(9.9999999, 10.0);
        every_quantile_and_every_position_is_contained(p);
      }
    }

    @Test
    void is_halfway_on_its_scale() {
      assertThat(new FloatParameter("x", -1, 3, LINEAR).quantile(0.5)).isEqualTo(1.0);
      assertThat((double) new FloatParameter("x", 1e-4, 1, LOG).quantile(0.5))
          .isCloseTo(1e-2, within(1e-15));
    }

    @Test
    void is_finest_at_the_end_its_scale_says() {
      FloatParameter log = new FloatParameter("x", 0.01, 1, LOG);
      FloatParameter reverse = new FloatParameter("x", 0.01, 1, REVERSE_LOG);
      for (double u : new double[] {0, 0.1, 0.5, 0.9, 1}) {
        assertThat((double) reverse.quantile(u))
            .isCloseTo(1.01 - (double) log.quantile(1 - u), within(1e-15));
      }
      assertThat(reverse.unit(0.91)).isCloseTo(0.5, within(1e-12)); // 1.01 - 0.1
    }

    @Test
    void is_a_continuum_unless_it_has_a_step() {
      FloatParameter p = new FloatParameter("x", 0, 1, LINEAR, 0, 5);
      assertThat(p.size()).isEmpty();
      assertThatThrownBy(() -> p.at(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Parameter 'x' is continuous.");
      assertThat(new FloatParameter("x", 0, 1, LINEAR).grid()).isEmpty();
    }

    @Test
    void takes_its_points_from_end_to_end_on_its_scale() {
      assertThat(new FloatParameter("x", 0, 1, LINEAR, 0, 5).grid())
          .containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
      List<Object> log = new FloatParameter("x", 1e-3, 10, LOG, 0, 5).grid();
      assertThat(log).first().isEqualTo(1e-3);
      assertThat(log).last().isEqualTo(10.0);
      assertThat((double) log.get(2)).isCloseTo(0.1, within(1e-14));
    }

    @Test
    void counts_its_steps_in_decimals() {
      FloatParameter tenths = new FloatParameter("x", 0, 0.3, LINEAR, 0.1, 0);
      assertThat(tenths.size()).hasValue(4);
      assertThat(tenths.grid()).containsExactly(0.0, 0.1, 0.2, 0.3);
      assertThat(new FloatParameter("x", 0.2, 0.3, LINEAR, 0.1, 0).grid())
          .containsExactly(0.2, 0.3);
      assertThat(new FloatParameter("x", -0.3, 0.5, LINEAR, 0.4, 0).grid())
          .containsExactly(-0.3, 0.1, 0.5);
      assertThat(new FloatParameter("x", 0, 1, LINEAR, 0.3, 0).grid())
          .containsExactly(0.0, 0.3, 0.6, 0.9);
      assertThat(tenths.contains(0.2)).isTrue();
      assertThat(tenths.contains(0.25)).isFalse();
      assertThat(tenths.quantile(LAST)).isEqualTo(0.3);
      every_quantile_and_every_position_is_contained(tenths);
    }

    @Test
    void with_a_tiny_step_needs_no_memory_for_its_values() {
      FloatParameter p = new FloatParameter("x", 0, 1, LINEAR, 1e-9, 0);
      assertThat(p.size()).hasValue(1_000_000_001);
      assertThat(p.grid()).hasSize(1_000_000_001);
      assertThat(p.grid().get(1_000_000_000)).isEqualTo(1.0);
    }

    @Test
    void contains_only_its_own_type_and_range() {
      FloatParameter p = new FloatParameter("x", 0, 1, LINEAR);
      assertThat(List.of(0.0, 1.0, 0.5)).allMatch(p::contains);
      assertThat(List.of(-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY, 1, 1L, "1", true))
          .noneMatch(p::contains);
    }

    @Test
    void refuses_what_cannot_be_a_range() {
      String order = "Parameter 'x': from (%s) must be below to (%s).";
      refused(() -> new FloatParameter("x", 1, 1, LINEAR), order.formatted(1.0, 1.0));
      refused(() -> new FloatParameter("x", 2, 1, LINEAR), order.formatted(2.0, 1.0));
      refused(
          () -> new FloatParameter("x", Double.NaN, 1, LINEAR), order.formatted(Double.NaN, 1.0));
      refused(
          () -> new FloatParameter("x", 0, Double.POSITIVE_INFINITY, LINEAR),
          order.formatted(0.0, "Infinity"));
      refused(
          () -> new FloatParameter("x", 0, 1, LOG),
          "Parameter 'x': a log scale needs from > 0, but from is 0.0.");
    }

    @Test
    void refuses_steps_and_points_that_make_no_values() {
      String step = "Parameter 'x': step (%s) must be above 0 and at most to - from (1.0).";
      refused(() -> new FloatParameter("x", 0, 1, LINEAR, -0.1, 0), step.formatted(-0.1));
      refused(() -> new FloatParameter("x", 0, 1, LINEAR, 1.1, 0), step.formatted(1.1));
      refused(
          () -> new FloatParameter("x", 0, 1, LINEAR, Double.NaN, 0), step.formatted(Double.NaN));
      refused(
          () -> new FloatParameter("x", 0, 1, LINEAR, Double.POSITIVE_INFINITY, 0),
          step.formatted("Infinity"));
      refused(
          () -> new FloatParameter("x", 1, 2, LOG, 0.1, 0),
          "Parameter 'x': a step needs a linear scale; on a log scale, use points.");
      String points = "Parameter 'x': points (%d) must be at least 2, and excludes a step.";
      refused(() -> new FloatParameter("x", 0, 1, LINEAR, 0, 1), points.formatted(1));
      refused(() -> new FloatParameter("x", 0, 1, LINEAR, 0, -1), points.formatted(-1));
      refused(() -> new FloatParameter("x", 0, 1, LINEAR, 0.5, 3), points.formatted(3));
      refused(
          () -> new FloatParameter("x", 0, 1e300, LINEAR, 1, 0),
          "Parameter 'x': step makes more than 2147483647 values; use a larger step, or none.");
    }
  }

  @Nested
  final class An_int {

    @Test
    void gives_each_whole_number_the_same_share_on_a_linear_scale() {
      IntParameter p = new IntParameter("maxDepth", 3, 7, LINEAR);
      TreeMap<Object, Integer> counts = new TreeMap<>();
      for (int i = 0; i < 5000; i++) {
        counts.merge(p.quantile((i + 0.5) / 5000), 1, Integer::sum);
      }
      assertThat(counts).hasSize(5).allSatisfy((value, count) -> assertThat(count).isEqualTo(1000));
      assertThat(p.quantile(0)).isEqualTo(3);
      assertThat(p.quantile(LAST)).isEqualTo(7);
    }

    @Test
    void gives_both_ends_their_full_share_on_a_log_scale() {
      IntParameter p = new IntParameter("numTrees", 1, 4, LOG);
      TreeMap<Object, Integer> counts = new TreeMap<>();
      int n = 100_000;
      for (int i = 0; i < n; i++) {
        counts.merge(p.quantile((i + 0.5) / n), 1, Integer::sum);
      }
      // Each owns the interval of half a unit around it, measured on the scale.
      for (int value = 1; value <= 4; value++) {
        double share = Math.log((value + 0.5) / (value - 0.5)) / Math.log(4.5 / 0.5);
        assertThat(counts.get(value)).isBetween((int) (n * share) - 1, (int) (n * share) + 2);
      }
    }

    @Test
    void spans_even_the_widest_range() {
      IntParameter wide = new IntParameter("x", Integer.MIN_VALUE, Integer.MAX_VALUE, LINEAR);
      assertThat(wide.size()).hasValue(1L << 32);
      assertThat(wide.at(0)).isEqualTo(Integer.MIN_VALUE);
      assertThat(wide.at((1L << 32) - 1)).isEqualTo(Integer.MAX_VALUE);
      assertThat(wide.quantile(LAST)).isEqualTo(Integer.MAX_VALUE);
      IntParameter log = new IntParameter("x", 1, Integer.MAX_VALUE, LOG);
      assertThat(log.quantile(0)).isEqualTo(1);
      assertThat((int) log.quantile(LAST)).isGreaterThan(Integer.MAX_VALUE - 10);
      assertThat(log.contains(log.quantile(LAST))).isTrue();
    }

    @Test
    void goes_in_steps_not_above_its_end() {
      IntParameter p = new IntParameter("x", 1, 10, LINEAR, 4, 0);
      assertThat(p.size()).hasValue(3);
      assertThat(p.grid()).containsExactly(1, 5, 9);
      assertThat(p.contains(5)).isTrue();
      assertThat(p.contains(6)).isFalse();
      every_quantile_and_every_position_is_contained(p);
    }

    @Test
    void takes_points_rounded_and_without_repeats() {
      assertThat(new IntParameter("x", 1, 100, LOG, 0, 3).grid()).containsExactly(1, 10, 100);
      assertThat(new IntParameter("x", 1, 3, LINEAR, 0, 9).grid()).containsExactly(1, 2, 3);
      assertThat(new IntParameter("x", 1, 3, LINEAR).grid()).isEmpty();
      every_quantile_and_every_position_is_contained(new IntParameter("x", 2, 99, LOG, 0, 7));
    }

    @Test
    void contains_only_its_own_type_and_range() {
      IntParameter p = new IntParameter("x", 0, 9, LINEAR);
      assertThat(List.of(0, 9)).allMatch(p::contains);
      assertThat(List.of(-1, 10, 5.0, 5L, "5")).noneMatch(p::contains);
    }

    @Test
    void refuses_what_cannot_be_a_range() {
      refused(
          () -> new IntParameter("x", 4, 4, LINEAR),
          "Parameter 'x': from (4) must be below to (4).");
      refused(
          () -> new IntParameter("x", 0, 4, LOG),
          "Parameter 'x': a log scale needs from > 0, but from is 0.");
      String step = "Parameter 'x': step (%d) must be above 0 and at most to - from (4).";
      refused(() -> new IntParameter("x", 0, 4, LINEAR, -1, 0), step.formatted(-1));
      refused(() -> new IntParameter("x", 0, 4, LINEAR, 5, 0), step.formatted(5));
      refused(
          () -> new IntParameter("x", 1, 4, LOG, 1, 0),
          "Parameter 'x': a step needs a linear scale; on a log scale, use points.");
      String points = "Parameter 'x': points (%d) must be at least 2, and excludes a step.";
      refused(() -> new IntParameter("x", 0, 4, LINEAR, 0, 1), points.formatted(1));
      refused(() -> new IntParameter("x", 0, 4, LINEAR, 2, 3), points.formatted(3));
      refused(
          () -> new IntParameter("x", Integer.MIN_VALUE, Integer.MAX_VALUE, LINEAR, 1, 0),
          "Parameter 'x': step makes more than 2147483647 values; use a larger step, or none.");
    }
  }

  @Nested
  final class A_choice {

    private final ChoiceParameter p =
        new ChoiceParameter("impurity", List.of("gini", "entropy", 3, true));

    @Test
    void lists_its_values_in_their_order() {
      assertThat(p.size()).hasValue(4);
      assertThat(p.grid()).containsExactly("gini", "entropy", 3, true);
      assertThat(p.at(2)).isEqualTo(3);
      assertThat(p.quantile(0)).isEqualTo("gini");
      assertThat(p.quantile(0.25)).isEqualTo("entropy");
      assertThat(p.quantile(LAST)).isEqualTo(true);
      assertThat(p.contains(3L)).isFalse();
      every_quantile_and_every_position_is_contained(p);
    }

    @Test
    void may_be_between_arrays_or_no_choice_at_all() {
      ChoiceParameter layers =
          new ChoiceParameter("layers", List.of(List.of(4, 8), List.of(4), List.of()));
      assertThat(layers.contains(List.of(4, 8))).isTrue();
      assertThat(layers.contains(List.of(8, 4))).isFalse();
      every_quantile_and_every_position_is_contained(layers);
      assertThat(ChoiceParameter.ofTruth("on").grid()).containsExactly(false, true);
      every_quantile_and_every_position_is_contained(ChoiceParameter.fixed("n", 3));
    }

    @Test
    void may_have_an_order() {
      ChoiceParameter p = new ChoiceParameter("batch", List.of(8, 16, 64, 32), true);
      assertThat(p.grid()).containsExactly(8, 16, 64, 32);
      assertThat(p.ordered()).isTrue();
      assertThat(p.unit(64)).isEqualTo(0.625);
      every_quantile_and_every_position_is_contained(p);
      refused(() -> new ChoiceParameter("x", List.of(), true), "Parameter 'x': has no choices.");
    }

    @Test
    void refuses_nothing_twice_the_same_and_what_is_no_value() {
      refused(() -> new ChoiceParameter("x", List.of()), "Parameter 'x': has no choices.");
      refused(
          () -> new ChoiceParameter("x", List.of(1, 2, 1)),
          "Parameter 'x': a choice occurs twice in [1, 2, 1].");
      refused(
          () -> new ChoiceParameter("x", List.of(1, Double.NaN)),
          "Parameter 'x': a value must be true, false, a finite number, a text or a list of these,"
              + " but is NaN.");
    }
  }
}
