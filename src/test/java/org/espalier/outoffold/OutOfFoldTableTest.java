package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.metric.ProblemType;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class OutOfFoldTableTest {

  private static final int[] FOLDS = {1, 0, 1};
  private static final double[] LABELS = {0, 1, 1};

  private static OutOfFoldTable binary(double... probabilities) {
    return new OutOfFoldTable(
        ProblemType.BINARY, 2, OutOfFoldTable.Rows.of(FOLDS, LABELS), Map.of(4, probabilities));
  }

  @Test
  void what_is_handed_in_or_out_may_be_changed() {
    double[] scores = {0.75, 0.25, 0.5, 0.5, 0, 1};
    OutOfFoldTable table = binary(scores);
    scores[0] = 7;
    table.scores(4)[1] = 7;
    assertThat(table.scores(4)).containsExactly(0.75, 0.25, 0.5, 0.5, 0, 1);
    OutOfFoldTable.Rows rows = OutOfFoldTable.Rows.of(FOLDS, LABELS);
    rows.labels()[0] = 9;
    assertThat(rows.labels()).containsExactly(LABELS);
    assertThat(rows.clusters()).containsExactly(0, 1, 2);
  }

  @Test
  void cells_are_the_folds_of_each_repeat_and_trials_keep_their_order() {
    Map<Integer, double[]> scores = new LinkedHashMap<>();
    scores.put(9, new double[] {1, 2, 3, 4});
    scores.put(2, new double[] {1, 2, 3, 5});
    OutOfFoldTable table =
        new OutOfFoldTable(
            ProblemType.REGRESSION,
            0,
            new OutOfFoldTable.Rows(
                new int[] {1, 0, 0, 1},
                new int[] {1, 1, 0, 0},
                new int[] {0, 1, 0, 1},
                new double[] {5, 6, 5, 6},
                new double[] {1, 1, 1, 1}),
            scores);
    assertThat(table.cells())
        .containsExactly(new int[] {2}, new int[] {3}, new int[] {1}, new int[] {0});
    assertThat(table.trials()).containsExactly(9, 2);
    assertThat(table.width()).isEqualTo(1);
  }

  @Test
  void what_is_no_probability_or_no_class_is_refused() {
    assertThatThrownBy(() -> binary(0.75, 0.25, 0.5, 0.5, 0.5, 1))
        .hasMessage("Trial 4, row 2: probabilities with the sum 1.5.");
    assertThatThrownBy(() -> binary(0.75, 0.25, Double.NaN, 0.5, 0.5, 0.5))
        .hasMessage("Trial 4, row 1: a score of NaN.");
    assertThatThrownBy(() -> binary(0.75, 0.25)).hasMessageContaining("2 scores for 3 rows of 2");
    assertThatThrownBy(
            () ->
                new OutOfFoldTable(
                    ProblemType.BINARY,
                    2,
                    OutOfFoldTable.Rows.of(new int[] {0}, new double[] {2}),
                    Map.of(1, new double[] {1, 0})))
        .hasMessage("Row 0: the label 2.0 is not one of the 2 classes.");
    assertThatThrownBy(() -> OutOfFoldTable.Rows.of(new int[] {-1}, new double[] {2}))
        .hasMessageStartingWith("Row 0: fold -1");
    assertThatThrownBy(() -> binary(1, 0, 1, 0, 1, 0).scores(5))
        .hasMessage("Trial 5 has no scores; trials [4] have.");
    assertThatThrownBy(
            () ->
                new OutOfFoldTable(
                    ProblemType.CLUSTERING,
                    0,
                    OutOfFoldTable.Rows.of(FOLDS, LABELS),
                    Map.of(1, LABELS)))
        .hasMessage("1 trials of clustering with 0 classes.");
  }

  @Test
  void a_part_is_left_out_of_its_own_repeat_and_one_fold_is_dealt_by_cluster() {
    int[] folds = new int[40];
    int[] clusters = new int[40];
    for (int row = 0; row < 40; row++) {
      clusters[row] = row / 2;
    }
    OutOfFoldTable.Rows rows =
        new OutOfFoldTable.Rows(folds, new int[40], clusters, new double[40], ones(40));
    OutOfFoldTable table =
        new OutOfFoldTable(ProblemType.REGRESSION, 0, rows, Map.of(0, new double[40]));
    CrossFit parts = CrossFit.of(table, new Seed(1));
    assertThat(parts.left()).hasSize(5).allMatch(left -> left.length == 8);
    assertThat(parts.left().stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(table.all());
    for (int part = 0; part < 5; part++) {
      List<Integer> left = clusters(table, parts.left().get(part));
      assertThat(clusters(table, parts.rest().get(part))).doesNotContainAnyElementsOf(left);
    }
  }

  private static List<Integer> clusters(OutOfFoldTable table, int[] rows) {
    return Arrays.stream(rows).map(table::cluster).boxed().distinct().toList();
  }

  private static double[] ones(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }
}
