package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spec.study.FoldsPlan;
import org.espalier.spec.study.FoldsPlan.Rule;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that are cut into folds more than once. */
final class RepeatedFoldsTest extends SparkTest {

  private static final int ROWS = 210;
  private static final int FOLDS = 3;
  private static final int REPEATS = 3;
  private static final long EXACTLY = 1_000_000;

  @TempDir Path folder;

  private Plans plans(int files, long order) {
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < ROWS; id++) {
      lines.add("%d,%d,%s".formatted(id, id % 35, id % 3 == 0 ? "yes" : "no"));
    }
    Path table =
        Tables.shuffled(folder.resolve("t" + files), "id,subject,label", lines, files, order);
    return Plans.of(table, "label").test(0.2).folds(folds(REPEATS, true));
  }

  private static FoldsPlan folds(int repeats, boolean stratified) {
    FoldsPlan once = new FoldsPlan(Rule.HASH, FOLDS, stratified);
    return new FoldsPlan(
        once.rule(), FOLDS, stratified, once.column(), 0, once.source(), once.order(), repeats);
  }

  /** The ids that each fold of each repeat validates. */
  private static List<List<Set<Integer>>> validated(StudyData data) {
    int folds = data.folds().sizes().size();
    List<Set<Integer>> ids =
        Tables.ids(
            IntStream.range(0, folds)
                .mapToObj(fold -> data.rows().parts().validation(FoldPart.whole(fold)))
                .toList());
    return IntStream.range(0, folds / FOLDS)
        .mapToObj(repeat -> ids.subList(repeat * FOLDS, (repeat + 1) * FOLDS))
        .toList();
  }

  static Stream<Long> exactRows() {
    return Sample.rows(List.of(EXACTLY, 10L));
  }

  @ParameterizedTest
  @MethodSource("exactRows")
  @Tag(Sample.TAG)
  void each_repeat_covers_the_training_rows_with_disjoint_folds_of_its_own(long exactRows) {
    // By hashes alone so few rows are spread too unevenly for strata.
    FoldsPlan plan = folds(REPEATS, exactRows == EXACTLY);
    try (StudyData data = plans(1, 1).folds(plan).prepare(spark(), exactRows, 50)) {
      List<Dataset<?>> parts =
          new ArrayList<>(List.of(data.rows().all(), data.rows().heldOut().orElseThrow()));
      for (int fold = 0; fold < REPEATS * FOLDS; fold++) {
        parts.add(data.rows().parts().training(new FoldPart(fold, ROWS, 0)));
      }
      List<Set<Integer>> ids = Tables.ids(parts);
      Set<Integer> all = ids.get(0);
      assertThat(ids.get(1)).doesNotContainAnyElementsOf(all);
      List<List<Set<Integer>>> repeats = validated(data);
      assertThat(repeats).hasSize(REPEATS);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        Set<Integer> seen = new TreeSet<>();
        for (int fold = 0; fold < FOLDS; fold++) {
          Set<Integer> validation = repeats.get(repeat).get(fold);
          assertThat(validation).isNotEmpty().noneMatch(seen::contains);
          seen.addAll(validation);
          Set<Integer> training = new TreeSet<>(all);
          training.removeAll(validation);
          int index = repeat * FOLDS + fold;
          assertThat(ids.get(2 + index)).isEqualTo(training);
          assertThat(data.folds().sizes().get(index)).isEqualTo(validation.size());
          assertThat(data.folds().repeat(index)).isEqualTo(repeat);
        }
        assertThat(seen).isEqualTo(all);
      }
      assertThat(repeats).doesNotHaveDuplicates();
      assertThat(data.folds().trainingRows()).isEqualTo(all.size());
      assertThat(data.furtherFolds()).isEmpty();
    }
  }

  @Test
  void the_first_repeat_is_what_a_single_one_is_and_all_are_the_same_in_any_order() {
    List<List<Set<Integer>>> repeated;
    try (StudyData data = plans(1, 1).prepare(spark(), EXACTLY, 50)) {
      repeated = validated(data);
    }
    try (StudyData data = plans(4, 7).prepare(spark(), EXACTLY, 40)) {
      assertThat(validated(data)).isEqualTo(repeated);
    }
    try (StudyData data = plans(1, 1).folds(folds(1, true)).prepare(spark(), EXACTLY, 50)) {
      assertThat(validated(data)).containsExactly(repeated.get(0));
    }
  }

  @Test
  void every_repeat_has_its_share_of_every_class_and_keeps_groups_together() {
    try (StudyData data = plans(1, 1).prepare(spark(), EXACTLY, 50)) {
      assertThat(data.folds().largestSkew()).isLessThan(0.05);
    }
    try (StudyData data = plans(1, 1).group("subject").prepare(spark(), EXACTLY, 50)) {
      for (List<Set<Integer>> folds : validated(data)) {
        Map<Integer, Integer> foldOf = new HashMap<>();
        for (int fold = 0; fold < FOLDS; fold++) {
          int first = fold;
          for (int id : folds.get(fold)) {
            assertThat(foldOf.computeIfAbsent(id % 35, subject -> first)).isEqualTo(first);
          }
        }
      }
    }
  }
}
