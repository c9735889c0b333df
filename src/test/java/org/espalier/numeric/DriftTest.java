package org.espalier.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DriftTest {

  private static final double EXACT = 1e-12;

  @Test
  void the_same_shares_have_no_distance() {
    List<Long> few = List.of(100L, 200L, 700L);
    List<Long> many = List.of(1000L, 2000L, 7000L);
    assertThat(Drift.kolmogorovSmirnov(few, many)).isZero();
    assertThat(Drift.populationStability(few, few)).isZero();
    assertThat(Drift.populationStability(few, many)).isBetween(0.0, 1e-4);
  }

  @Test
  void is_the_textbook_sum_and_the_largest_difference_of_shares_below() {
    List<Long> before = List.of(50L, 30L, 20L);
    List<Long> now = List.of(20L, 30L, 50L);
    double p = 50.5 / 101.5;
    double q = 20.5 / 101.5;
    assertThat(Drift.populationStability(before, now))
        .isCloseTo(2 * (p - q) * Math.log(p / q), within(EXACT));
    assertThat(Drift.kolmogorovSmirnov(before, now)).isCloseTo(0.3, within(EXACT));
  }

  @Test
  void an_empty_bin_is_finite_and_apart_from_all_is_one() {
    List<Long> low = List.of(10L, 0L);
    List<Long> high = List.of(0L, 10L);
    assertThat(Drift.populationStability(low, high)).isFinite().isGreaterThan(1);
    assertThat(Drift.kolmogorovSmirnov(low, high)).isEqualTo(1);
    assertThat(Drift.kolmogorovSmirnov(low, List.of(0L, 0L))).isEqualTo(1);
  }

  @Test
  void other_bins_are_an_error() {
    assertThatThrownBy(() -> Drift.kolmogorovSmirnov(List.of(1L), List.of(1L, 2L)))
        .hasMessage("1 bins before, 2 now.");
    assertThatThrownBy(() -> Drift.populationStability(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
