package org.espalier.bench.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;
import org.junit.jupiter.api.Test;

final class ResourceRangeTest {

  private static List<Long> rows(RungLadder ladder) {
    return ladder.rungs().stream().map(Fidelity::rows).toList();
  }

  @Test
  void rungs_are_counted_from_the_top() {
    assertThat(rows(new ResourceRange("epoch", 1, 52).ladder(3))).containsExactly(2L, 6L, 17L, 52L);
    assertThat(rows(new ResourceRange("trainsize", 81, 2700).ladder(3)))
        .containsExactly(100L, 300L, 900L, 2700L);
    assertThat(rows(new ResourceRange("draws", 9, 729).ladder(3)))
        .containsExactly(9L, 27L, 81L, 243L, 729L);
    assertThat(rows(ResourceRange.full().ladder(3))).containsExactly(1L);
  }

  @Test
  void rungs_that_round_to_the_same_are_one() {
    assertThat(rows(new ResourceRange("epoch", 1, 3).ladder(2))).containsExactly(2L, 3L);
  }

  @Test
  void refuses_an_empty_range() {
    assertThatThrownBy(() -> new ResourceRange("epoch", 5, 4))
        .hasMessage("epoch: needs 1 <= min <= max, not min 5, max 4.");
  }
}
