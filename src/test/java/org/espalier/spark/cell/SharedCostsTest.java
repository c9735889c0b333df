package org.espalier.spark.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Shares of work by a meter that is set by hand. */
final class SharedCostsTest {

  private final SharedCosts<String> costs = new SharedCosts<>();

  private static Usage millis(long millis) {
    return new Usage(millis, 10 * millis, millis / 2, 0);
  }

  private Usage pays(String key) {
    return costs.release(key, true);
  }

  @Test
  void work_is_divided_among_the_cells_announced_for_it_and_nothing_is_lost_by_rounding() {
    costs.announce("scaler", 3);
    assertThat(costs.book("scaler", () -> millis(100))).isTrue();
    Usage first = pays("scaler");
    Usage second = pays("scaler");
    Usage third = pays("scaler");
    assertThat(first.runMillis()).isEqualTo(33);
    assertThat(first.plus(second).plus(third)).isEqualTo(millis(100));
    assertThat(costs.cells("scaler")).isZero();
  }

  @Test
  void the_share_of_a_cell_that_never_ran_falls_to_those_that_end_after_it() {
    costs.announce("scaler", 4);
    costs.book("scaler", () -> millis(240));
    assertThat(pays("scaler")).isEqualTo(millis(60));
    assertThat(costs.release("scaler", false)).isEqualTo(Usage.NONE);
    assertThat(pays("scaler")).isEqualTo(millis(90));
    assertThat(pays("scaler")).isEqualTo(millis(90));
  }

  @Test
  void tasks_that_are_heard_of_late_are_paid_by_the_cells_that_are_left() {
    AtomicReference<Usage> spent = new AtomicReference<>(millis(20));
    costs.announce("group", 2);
    costs.book("group", spent::get);
    assertThat(pays("group")).isEqualTo(millis(10));
    spent.set(millis(60));
    assertThat(pays("group")).isEqualTo(millis(50));
  }

  @Test
  void work_that_is_done_after_a_cell_has_paid_is_divided_among_those_that_come() {
    costs.announce("rows", 2);
    assertThat(pays("rows")).isEqualTo(Usage.NONE);
    costs.book("rows", () -> millis(8));
    costs.announce("rows", 1);
    assertThat(pays("rows")).isEqualTo(millis(4));
    costs.book("rows", () -> millis(6));
    assertThat(pays("rows")).isEqualTo(millis(10));
  }

  @Test
  void each_sharer_needed_the_largest_tasks_memory() {
    costs.announce("group", 2);
    costs.book("group", () -> new Usage(4, 0, 0, 700));
    assertThat(pays("group")).isEqualTo(new Usage(2, 0, 0, 700));
    assertThat(pays("group")).isEqualTo(new Usage(2, 0, 0, 700));
  }

  @Test
  void work_that_nobody_was_announced_for_is_not_booked() {
    assertThat(costs.book("rows", () -> millis(5))).isFalse();
    costs.announce("rows", 1);
    assertThat(pays("rows")).isEqualTo(Usage.NONE);
    assertThat(costs.book("rows", () -> millis(5))).isFalse();
  }
}
