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
import org.apache.spark.sql.Dataset;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.FoldsPlan.Rule;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are cut into folds more than once. */
final class RepeatedFoldsTest extends SparkTest {

  private static final int ROWS = 210;
  private static final int FOLDS = 3;
  private static final int REPEATS = 3;
  private static final long EXACTLY = 1_000_000;

  @TempDir static Path folder;

  /** Of one file, for all tests that only read. */
  private static StudyData shared;

  private static List<List<Set<Integer>>> repeated = List.of();

  @BeforeAll
  static void prepare() {
    shared = plans(1, 1).prepare(spark(), EXACTLY, ROWS / 2);
    repeated = validated(shared);
  }

  @AfterAll
  static void close() {
    shared.close();
  }

  private static Plans plans(int files, long order) {
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

  @Test
  void each_repeat_covers_the_training_rows_with_disjoint_folds_of_its_own() {
    assertCovered(shared);
  }

  @Test
  @Tag("slow")
  void so_does_each_that_hashes_alone_decide_on() {
    // By hashes alone so few rows are spread too unevenly for strata.
    try (StudyData data = plans(1, 1).folds(folds(REPEATS, false)).prepare(spark(), 10, ROWS / 2)) {
      assertCovered(data);
    }
  }

  private static void assertCovered(StudyData data) {
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

  @Test
  void the_first_repeat_is_what_a_single_one_is() {
    try (StudyData data = plans(1, 1).folds(folds(1, true)).prepare(spark(), EXACTLY, ROWS / 2)) {
      assertThat(validated(data)).containsExactly(repeated.get(0));
    }
  }

  @Test
  @Tag("slow")
  void all_repeats_are_the_same_in_any_order() {
    try (StudyData data = plans(4, 7).prepare(spark(), EXACTLY, 40)) {
      assertThat(validated(data)).isEqualTo(repeated);
    }
  }

  @Test
  void every_repeat_has_its_share_of_every_class_and_keeps_groups_together() {
    assertThat(shared.folds().largestSkew()).isLessThan(0.05);
    try (StudyData data = plans(1, 1).group("subject").prepare(spark(), EXACTLY, ROWS / 2)) {
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
