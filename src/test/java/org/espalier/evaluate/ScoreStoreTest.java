package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ScoreStoreTest {

  @Test
  void a_trial_is_removed_with_all_its_cells_and_no_other() throws IOException {
    ScoreStore store = ScoreStore.onHeap();
    double[] one = {1};
    FoldScores.Keyed scores =
        new FoldScores.Keyed(new long[] {7}, one, new FoldScores(one, one, one));
    for (int fold = 0; fold < 2; fold++) {
      store.put(new ScoreStore.FullCell(3, fold), scores);
      store.put(new ScoreStore.FullCell(4, fold), scores);
    }
    store.remove(3);
    assertThat(store.places())
        .containsExactly(new ScoreStore.FullCell(4, 0), new ScoreStore.FullCell(4, 1));
    assertThat(store.get(new ScoreStore.FullCell(3, 0))).isEmpty();
    assertThat(store.get(new ScoreStore.FullCell(4, 0))).hasValue(scores);
  }
}
