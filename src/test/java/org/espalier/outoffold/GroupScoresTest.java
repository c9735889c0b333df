package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.junit.jupiter.api.Test;

final class GroupScoresTest {

  /** Groups of so many rows, and the error of each of their rows. */
  private static GroupScores of(Metric metric, Map<String, Integer> sizes, double... errors) {
    List<String> labels = new ArrayList<>();
    List<Double> guesses = new ArrayList<>();
    int group = 0;
    for (Map.Entry<String, Integer> size : new TreeMap<>(sizes).entrySet()) {
      for (int i = 0; i < size.getValue(); i++) {
        labels.add(size.getKey());
        guesses.add(errors[group]);
      }
      group++;
    }
    int rows = labels.size();
    OutOfFoldTable table =
        new OutOfFoldTable(
            ProblemType.REGRESSION,
            0,
            OutOfFoldTable.Rows.of(SimulatedScores.folds(rows), new double[rows]),
            Map.of(7, guesses.stream().mapToDouble(Double::doubleValue).toArray()));
    return GroupScores.of(table, 7, Measure.of(metric), labels);
  }

  @Test
  void the_worst_group_and_the_largest_gap_are_among_groups_of_30_rows() {
    GroupScores scores =
        of(Metric.RMSE, Map.of("a", 30, "b", 40, "c", 5, "d", 29, "e", 50), 1, 3, 9, 2, 1.5);
    assertThat(scores.groups())
        .extracting(GroupScores.Group::label)
        .containsExactly("a", "b", "e", "others (2 groups)");
    assertThat(scores.groups())
        .extracting(GroupScores.Group::rows)
        .containsExactly(30L, 40L, 50L, 34L);
    assertThat(scores.groups().get(3).score().getAsDouble())
        .isCloseTo(Math.sqrt((5 * 81 + 29 * 4) / 34.0), within(1e-12));
    assertThat(scores.worst().orElseThrow().label()).isEqualTo("others (2 groups)");
    assertThat(scores.largestGap().getAsDouble())
        .isCloseTo(Math.sqrt((5 * 81 + 29 * 4) / 34.0) - 1, within(1e-12));
  }

  @Test
  void a_pool_of_few_rows_is_shown_and_is_not_the_worst() {
    GroupScores scores = of(Metric.MAE, Map.of("a", 30, "b", 31, "c", 5), 1, 3, 9);
    assertThat(scores.groups()).hasSize(3);
    assertThat(scores.groups().get(2).label()).isEqualTo("others (1 group)");
    assertThat(scores.worst().orElseThrow().label()).isEqualTo("b");
    assertThat(scores.largestGap()).hasValue(2);
    GroupScores few = of(Metric.MAE, Map.of("a", 3, "b", 4), 1, 3);
    assertThat(few.worst()).isEmpty();
    assertThat(few.largestGap()).isEmpty();
  }

  @Test
  void a_group_of_one_class_has_no_area_and_a_row_counts_once_in_all_repeats() {
    OutOfFoldTable table = SimulatedScores.binary(200, 1, 0, 1);
    List<String> labels =
        Arrays.stream(table.all()).mapToObj(row -> table.label(row) == 1 ? "yes" : "no").toList();
    GroupScores scores = GroupScores.of(table, 0, Measure.of(Metric.AREA_UNDER_ROC), labels);
    assertThat(scores.groups())
        .extracting(GroupScores.Group::score)
        .containsOnly(OptionalDouble.empty());
    assertThat(scores.worst()).isEmpty();
    GroupScores accuracy = GroupScores.of(table, 0, Measure.of(Metric.ACCURACY), labels);
    assertThat(accuracy.worst().orElseThrow().label()).isEqualTo("yes");
    int[] once = new int[40];
    int[] repeats = new int[40];
    Arrays.setAll(once, row -> row % 20);
    Arrays.setAll(repeats, row -> row / 20);
    double[] ones = new double[40];
    Arrays.fill(ones, 1);
    OutOfFoldTable twice =
        new OutOfFoldTable(
            ProblemType.REGRESSION,
            0,
            new OutOfFoldTable.Rows(new int[40], repeats, once, ones, ones),
            Map.of(0, new double[40]));
    GroupScores repeated =
        GroupScores.of(
            twice, 0, Measure.of(Metric.MAE), Arrays.stream(once).mapToObj(row -> "a").toList());
    assertThat(repeated.groups().get(0).rows()).isEqualTo(20);
    assertThatThrownBy(() -> GroupScores.of(twice, 0, Measure.of(Metric.MAE), List.of("a")))
        .hasMessage("1 labels of groups for 40 rows.");
  }
}
