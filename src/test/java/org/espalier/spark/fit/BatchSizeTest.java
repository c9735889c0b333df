package org.espalier.spark.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchSizeTest {

  private static final BatchSize SIZE = new BatchSize(3, 5, 10, 100);

  private static final int ALL = Integer.MAX_VALUE;

  @Test
  void candidates_share_a_task_up_to_a_number_and_up_to_the_work() {
    assertThat(SIZE.candidatesPerTask(List.of(10L, 20L, 30L, 1L), ALL)).isEqualTo(3);
    assertThat(SIZE.candidatesPerTask(List.of(60L, 40L, 1L), ALL)).isEqualTo(2);
    assertThat(SIZE.candidatesPerTask(List.of(10L), ALL)).isEqualTo(1);
    assertThat(SIZE.candidatesPerTask(List.of(), ALL)).isZero();
  }

  @Test
  void candidates_of_little_work_share_a_task_in_greater_number() {
    assertThat(SIZE.candidatesPerTask(List.of(1L, 2L, 3L, 1L, 3L, 1L, 1L), ALL)).isEqualTo(5);
    assertThat(SIZE.candidatesPerTask(List.of(3L, 3L, 3L, 1L, 3L), ALL)).isEqualTo(4);
    assertThat(SIZE.candidatesPerTask(List.of(1L, 0L, 1L, 1L, 1L), ALL))
        .as("not known")
        .isEqualTo(3);
  }

  @Test
  void candidates_leave_work_for_other_slots_if_it_is_not_little() {
    assertThat(SIZE.candidatesPerTask(List.of(10L, 20L, 30L, 1L), 2)).isEqualTo(2);
    assertThat(SIZE.candidatesPerTask(List.of(10L, 20L, 30L, 1L), 0)).isEqualTo(1);
    assertThat(SIZE.candidatesPerTask(List.of(3L, 3L, 3L), 1)).as("little work").isEqualTo(3);
    assertThat(SIZE.candidatesPerTask(List.of(0L, 0L), 1)).as("shared work").isEqualTo(2);
  }

  @Test
  void candidates_share_what_a_task_makes_once_until_it_is_little_of_the_work() {
    BatchSize after = SIZE.withSetup(4);
    assertThat(after.candidatesPerTask(List.of(60L, 40L, 50L, 49L, 2L), ALL))
        .as("of 200")
        .isEqualTo(4);
    assertThat(after.candidatesPerTask(List.of(60L, 40L, 50L, 49L, 2L), 2))
        .as("of a share")
        .isEqualTo(2);
    assertThat(after.candidatesPerTask(List.of(1L, 1L, 1L, 1L, 1L, 1L), ALL)).isEqualTo(5);
  }

  @Test
  void the_first_candidate_takes_what_it_takes() {
    assertThat(SIZE.candidatesPerTask(List.of(500L, 1L), ALL)).isEqualTo(1);
  }

  @Test
  void work_that_is_not_known_before_does_not_part_candidates() {
    assertThat(BatchSize.USUAL.candidatesPerTask(Collections.nCopies(20, 0L), ALL)).isEqualTo(8);
  }
}
