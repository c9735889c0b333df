package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeedTest {

  @Test
  void derives_the_same_values_for_ever() {
    Seed seed = new Seed(42);
    assertThat(seed.child("random", 0).value()).isEqualTo(6356317848394597807L);
    assertThat(seed.child("random", 1).value()).isEqualTo(-7246955549062125471L);
    assertThat(seed.child("trial", 7).child("fold", 3).value()).isEqualTo(1602336814561688208L);
    assertThat(seed.child("random", 0).random().nextLong()).isEqualTo(-6422246770222793525L);
  }

  @Test
  void derives_different_seeds_for_different_uses() {
    Set<Long> seeds = new HashSet<>();
    int uses = 0;
    for (long root = -2; root <= 2; root++) {
      for (String purpose : new String[] {"", "a", "b", "ab", "ba", "fold", "trial"}) {
        for (long index = 0; index < 200; index++) {
          seeds.add(new Seed(root).child(purpose, index).value());
          uses++;
        }
      }
    }
    assertThat(seeds).hasSize(uses);
  }

  @Test
  void the_way_down_the_tree_matters() {
    Seed seed = new Seed(1);
    assertThat(seed.child("a", 0).child("b", 0)).isNotEqualTo(seed.child("b", 0).child("a", 0));
    assertThat(seed.child("a", 0).child("b", 0)).isNotEqualTo(seed.child("ab", 0));
  }

  @Test
  void the_first_draws_of_neighbours_are_independent() {
    // 10,000 first draws: their mean deviates from 1/2 by more than 5 standard errors of
    // 1 / sqrt(12 n) with probability 6e-7, and so does their correlation from 0.
    int n = 10_000;
    double sum = 0;
    double product = 0;
    for (int i = 0; i < n; i++) {
      double here = new Seed(3).child("x", i).random().nextDouble() - 0.5;
      double next = new Seed(3).child("x", i + 1).random().nextDouble() - 0.5;
      sum += here;
      product += here * next * 12;
    }
    assertThat(Math.abs(sum / n)).isLessThan(5 / Math.sqrt(12.0 * n));
    assertThat(Math.abs(product / n)).isLessThan(5 / Math.sqrt(n));
  }
}
