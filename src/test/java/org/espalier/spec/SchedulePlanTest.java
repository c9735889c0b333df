package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.spec.PlannedCost.PROPORTIONAL;
import static org.espalier.spec.SchedulePlan.Resource.FOLDS;
import static org.espalier.spec.SchedulePlan.Resource.ITERATIONS;
import static org.espalier.spec.SchedulePlan.Resource.ROWS;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.study.Fidelity;
import org.junit.jupiter.api.Test;

final class SchedulePlanTest {

  private static final OptionalLong UNSET = OptionalLong.empty();

  @Test
  void the_lowest_rung_is_a_step_above_a_thousand_rows_or_a_ninth_where_costs_are_proportional() {
    SchedulePlan plan = new SchedulePlan("halving", ROWS, UNSET, 3);
    assertThat(plan.min(rows(900), 2, PROPORTIONAL)).isEqualTo(100);
    assertThat(plan.min(rows(9_000), 2, PROPORTIONAL)).isEqualTo(1000);
    assertThat(plan.min(rows(17_000), 2, PROPORTIONAL)).isEqualTo(1889);
    assertThat(plan.ladder(rows(17_000), 2, PROPORTIONAL).rungs())
        .extracting(Fidelity::rows)
        .containsExactly(1889L, 5667L, 17_000L);
    assertThat(plan.min(rows(1_000_000), 2, PROPORTIONAL)).isEqualTo(1372);
  }

  @Test
  void the_lowest_rung_has_no_fewer_rows_than_make_a_fit_cheaper() {
    SchedulePlan plan = new SchedulePlan("halving", ROWS, UNSET, 3);
    PlannedCost constantOf10000Rows = new PlannedCost(1, rows -> rows / 10_000.0, true);
    // 34 to 12.1 pays, 12.1 to 4.7 and 4.7 to 2.2 do; 2.2 to 1.4 does not by a factor of 1.7
    assertThat(plan.min(rows(330_000), 2, constantOf10000Rows)).isEqualTo(12_223);
    PlannedCost constant = new PlannedCost(1, rows -> 0, true);
    assertThat(plan.min(rows(17_000), 2, constant)).as("one step").isEqualTo(5667);
  }

  @Test
  void the_lowest_rung_has_ten_rows_a_class_and_never_more_than_there_are() {
    SchedulePlan plan = new SchedulePlan("halving", ROWS, UNSET, 3);
    assertThat(plan.min(rows(100), 2, PROPORTIONAL)).isEqualTo(34);
    assertThat(plan.min(rows(50), 2, PROPORTIONAL)).isEqualTo(20);
    assertThat(plan.min(rows(9_000), 200, PROPORTIONAL)).isEqualTo(3000);
    assertThat(plan.min(rows(9), 2, PROPORTIONAL)).isEqualTo(9);
    assertThat(plan.min(rows(1), 1, PROPORTIONAL)).isEqualTo(1);
    assertThat(plan.ladder(new Fidelity(1, 2), 1, PROPORTIONAL).rungs())
        .containsExactly(new Fidelity(1, 2));
  }

  @Test
  void a_minimum_that_is_set_is_taken() {
    SchedulePlan plan = new SchedulePlan("halving", ROWS, OptionalLong.of(2000), 3);
    assertThat(plan.ladder(new Fidelity(20839, 5), 2, PROPORTIONAL).rungs())
        .containsExactly(
            new Fidelity(2000, 5),
            new Fidelity(6000, 5),
            new Fidelity(18000, 5),
            new Fidelity(20839, 5));
    assertThatThrownBy(() -> plan.ladder(new Fidelity(1999, 5), 2, PROPORTIONAL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rungs_of_iterations_may_have_fewer_folds_below_the_top() {
    SchedulePlan plan = new SchedulePlan("halving", ITERATIONS, UNSET, 3, OptionalInt.of(1));
    assertThat(plan.ladder(new Fidelity(800, 4, OptionalInt.of(9)), 2, PROPORTIONAL).rungs())
        .containsExactly(
            new Fidelity(800, 1, OptionalInt.of(1)),
            new Fidelity(800, 1, OptionalInt.of(3)),
            new Fidelity(800, 4, OptionalInt.of(9)));
    SchedulePlan racing = new SchedulePlan("racing", ITERATIONS, UNSET, 3, OptionalInt.of(1));
    assertThat(racing.minFolds()).isEmpty();
    assertThat(racing.ladder(new Fidelity(800, 2), 2, PROPORTIONAL).rungs())
        .containsExactly(new Fidelity(800, 1), new Fidelity(800, 2));
  }

  @Test
  void folds_go_from_one_to_all() {
    SchedulePlan plan = new SchedulePlan("halving", FOLDS, UNSET, 3);
    assertThat(plan.ladder(new Fidelity(800, 5), 2, PROPORTIONAL).rungs())
        .containsExactly(new Fidelity(800, 1), new Fidelity(800, 3), new Fidelity(800, 5));
  }

  @Test
  void in_full_there_is_one_rung() {
    SchedulePlan plan = new SchedulePlan("full", ROWS, UNSET, 3);
    assertThat(plan.isFull()).isTrue();
    assertThat(plan.ladder(new Fidelity(800, 5), 2, PROPORTIONAL).rungs())
        .containsExactly(new Fidelity(800, 5));
  }

  @Test
  void iterations_go_from_a_ninth_to_those_of_the_longest_learner() {
    SchedulePlan plan = new SchedulePlan("halving", ITERATIONS, UNSET, 3);
    Fidelity full = new Fidelity(800, 5, OptionalInt.of(40));
    assertThat(plan.ladder(full, 2, PROPORTIONAL).rungs())
        .extracting(rung -> rung.iterations().orElse(0))
        .containsExactly(4, 12, 36, 40);
    assertThat(plan.min(new Fidelity(800, 5, OptionalInt.of(5)), 2, PROPORTIONAL)).isEqualTo(1);
    assertThat(
            new SchedulePlan("racing", ITERATIONS, UNSET, 3).ladder(full, 2, PROPORTIONAL).rungs())
        .allMatch(rung -> rung.iterations().isEmpty());
  }

  private static Fidelity rows(long count) {
    return new Fidelity(count, 5);
  }
}
