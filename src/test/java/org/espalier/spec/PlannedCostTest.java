package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.espalier.study.Fidelity;
import org.junit.jupiter.api.Test;

final class PlannedCostTest {

  @Test
  void a_fit_inside_a_task_has_a_small_constant_beside_what_its_trainer_plans() {
    PlannedCost cost = PlannedCost.ofSearch(List.of(rows -> 1e6 * rows), 10, 1000);
    assertThat(cost.constant()).isBetween(0.001, 0.1);
    assertThat(cost.seconds(3000)).isCloseTo(cost.constant() + 3, within(1e-9));
    assertThat(cost.isKnown()).isTrue();
  }

  @Test
  void a_fit_by_jobs_has_a_constant_of_a_second_and_goes_by_its_values() {
    PlannedCost cost = PlannedCost.ofSearch(List.of(rows -> 0), 10, 1000);
    assertThat(cost.seconds(0)).isEqualTo(1);
    assertThat(cost.seconds(100_000)).isCloseTo(2, within(1e-9));
  }

  @Test
  void a_search_counts_by_the_costliest_quarter_of_typical_fits() {
    List<LongToDoubleFunction> fits =
        LongStream.rangeClosed(1, 8)
            .mapToObj(seconds -> (LongToDoubleFunction) rows -> 1e6 * seconds * rows)
            .toList();
    PlannedCost cost = PlannedCost.ofSearch(fits, 10, 1000);
    assertThat(cost.seconds(2000)).isCloseTo(cost.constant() + 15, within(1e-9));
    PlannedCost jobs = PlannedCost.ofSearch(List.of(rows -> rows, rows -> 0), 10, 1000);
    assertThat(jobs.constant()).isEqualTo(1);
    assertThatThrownBy(() -> PlannedCost.ofSearch(List.of(), 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_part_of_the_iterations_takes_that_part_of_the_work() {
    PlannedCost cost = new PlannedCost(2, rows -> rows, true);
    Fidelity full = new Fidelity(9, 1, OptionalInt.of(30));
    assertThat(cost.seconds(new Fidelity(9, 1, OptionalInt.of(10)), full)).isEqualTo(5);
    assertThat(cost.seconds(new Fidelity(9, 1), full)).as("all of them").isEqualTo(11);
  }
}
