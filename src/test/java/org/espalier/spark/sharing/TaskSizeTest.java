package org.espalier.spark.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskSizeTest {

  private static final TaskSize SIZE = new TaskSize(3, 100);

  @Test
  void candidates_share_a_task_up_to_a_number_and_up_to_the_work() {
    assertThat(SIZE.together(List.of(10L, 20L, 30L, 1L))).isEqualTo(3);
    assertThat(SIZE.together(List.of(60L, 40L, 1L))).isEqualTo(2);
    assertThat(SIZE.together(List.of(10L))).isEqualTo(1);
    assertThat(SIZE.together(List.of())).isZero();
  }

  @Test
  void the_first_candidate_takes_what_it_takes() {
    assertThat(SIZE.together(List.of(500L, 1L))).isEqualTo(1);
  }

  @Test
  void work_that_is_not_known_before_does_not_part_candidates() {
    assertThat(TaskSize.USUAL.together(Collections.nCopies(20, 0L))).isEqualTo(8);
  }
}
