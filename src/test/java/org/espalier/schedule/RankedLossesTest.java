package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RankedLossesTest {

  private record Loss(double value, int trial) {}

  @Test
  void ranks_as_a_sorted_list_does() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      RankedLosses losses = new RankedLosses();
      List<Loss> sorted = new ArrayList<>();
      for (int trial = 0; trial < 200; trial++) {
        Loss loss = new Loss(random.nextInt(30) / 7.0, trial);
        sorted.add(loss);
        sorted.sort(Comparator.comparing(Loss::value).thenComparing(Loss::trial));
        int expected = sorted.indexOf(loss) + 1;
        assertThat(losses.rank(loss.value(), trial)).as("beforehand").isEqualTo(expected);
        assertThat(losses.add(loss.value(), trial)).isEqualTo(expected);
        assertThat(losses.below(loss.value()))
            .isEqualTo((int) sorted.stream().filter(l -> l.value() < loss.value()).count());
      }
      assertThat(losses.size()).isEqualTo(200);
      for (int rank = 1; rank <= 200; rank++) {
        assertThat(losses.trial(rank)).isEqualTo(sorted.get(rank - 1).trial());
        assertThat(losses.loss(rank)).isEqualTo(sorted.get(rank - 1).value());
      }
    }
  }

  @Test
  void takes_many_that_come_in_order() {
    RankedLosses losses = new RankedLosses();
    for (int i = 0; i < 200_000; i++) {
      assertThat(losses.add(i, i)).isEqualTo(i + 1);
    }
  }

  @Test
  void refuses_a_rank_that_nobody_has() {
    RankedLosses losses = new RankedLosses();
    losses.add(1, 0);
    assertThatThrownBy(() -> losses.trial(2)).hasMessage("Rank 2 of 1");
    assertThatThrownBy(() -> losses.loss(0)).hasMessage("Rank 0 of 1");
  }
}
