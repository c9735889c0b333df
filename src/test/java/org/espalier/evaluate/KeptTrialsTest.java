package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.space.Configuration;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptTrialsTest {

  private static final Objective AREA = new Objective("area", Direction.MAXIMIZE);

  private static Configuration configuration(int x) {
    return new Configuration(Map.of("learner", "tree", "tree.x", x));
  }

  private record Ended(int trial, int fold) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void the_best_of_distinct_configurations_and_the_baseline_stay_in_whatever_order_cells_end(
      long seed) {
    List<Ended> cells = new ArrayList<>();
    for (int trial = 0; trial < 40; trial++) {
      cells.add(new Ended(trial, 0));
      cells.add(new Ended(trial, 1));
    }
    Collections.shuffle(cells, new Random(seed));
    KeptTrials leading = new KeptTrials(AREA, 2);
    Set<Integer> kept = new TreeSet<>();
    for (Ended cell : cells) {
      kept.add(cell.trial());
      int x = cell.trial() / 2; // two trials of each configuration
      kept.removeAll(leading.add(cell.trial(), configuration(x), cell.fold(), x % 16));
    }
    // By score 15, 14, ... of the first trial; of equal scores 3 the earlier one.
    assertThat(kept).containsExactly(0, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  }

  @Test
  void a_trial_leads_with_all_folds_of_the_search_and_further_ones_do_not_count() {
    KeptTrials leading = new KeptTrials(AREA, 1);
    for (int trial = 1; trial <= KeptTrials.NUMBER; trial++) {
      assertThat(leading.add(trial, configuration(trial), 0, 0.5)).isEmpty();
    }
    assertThat(leading.add(1, configuration(1), 1, -9)).isEmpty();
    assertThat(leading.add(11, configuration(11), 0, 0.6)).containsExactly(10);
  }
}
