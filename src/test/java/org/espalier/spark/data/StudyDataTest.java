package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.plan.FoldsPlan;
import org.espalier.plan.Metric;
import org.espalier.plan.Task;
import org.espalier.spark.data.FeatureColumn.Kind;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StudyDataTest extends SparkTest {

  private static final int ROWS = 600;

  @TempDir Path folder;

  private Plans plans(int files, long order) {
    return Plans.of(
        Tables.shuffled(
            folder.resolve("t" + files + "-" + order),
            Tables.HEADER,
            Tables.rows(ROWS),
            files,
            order),
        "label");
  }

  private static List<Row> collected(Dataset<Row> rows) {
    return rows.collectAsList();
  }

  /** The rows of each partition in their order. */
  private static List<List<Row>> layout(Dataset<Row> rows) {
    return rows.javaRDD().glom().collect().stream().map(List::copyOf).toList();
  }

  private static List<String> texts(Dataset<Row> rows) {
    return collected(rows).stream().map(Row::toString).toList();
  }

  @Test
  @Tag("smoke")
  void reads_an_embedded_table_and_cuts_it_into_disjoint_parts_that_cover_it() {
    try (StudyData data = Plans.of("embedded:iris", "label").test(0.2).prepare(spark())) {
      assertThat(data.task()).isEqualTo(Task.MULTICLASS);
      assertThat(data.metric()).isEqualTo(Metric.ACCURACY);
      assertThat(data.labels()).containsExactly("0", "1", "2");
      assertThat(data.labelType()).isEqualTo(DataTypes.IntegerType);
      assertThat(data.features())
          .extracting(FeatureColumn::name)
          .containsExactly("sepal_length", "sepal_width", "petal_length", "petal_width");
      assertThat(data.folds().heldOutRows()).isEqualTo(30);
      assertThat(data.folds().trainingRows()).isEqualTo(120);
      assertThat(data.folds().rule()).isEqualTo("hash");
      List<String> all = new ArrayList<>(texts(data.heldOut().orElseThrow()));
      for (int fold = 0; fold < 5; fold++) {
        List<String> validation = texts(data.validation(fold));
        assertThat(data.folds().sizes().get(fold)).isEqualTo(validation.size());
        assertThat(texts(data.training(fold, 1_000))).doesNotContainAnyElementsOf(validation);
        all.addAll(validation);
      }
      assertThat(all).hasSize(150);
      assertThat(data.smallestTraining()).isEqualTo(96);
    }
  }

  @Test
  void held_out_rows_and_folds_have_their_share_of_every_class() {
    try (StudyData data = plans(3, 1).test(0.25).prepare(spark())) {
      Map<Double, Long> all = classes(data.allTraining().union(data.heldOut().orElseThrow()));
      Map<Double, Long> heldOut = classes(data.heldOut().orElseThrow());
      // Groups of duplicates are taken whole: one row more than the share at most.
      all.forEach(
          (label, count) ->
              assertThat(heldOut.getOrDefault(label, 0L) - Math.round(count * 0.25))
                  .isBetween(0L, 1L));
      for (double label = 0; label < 3; label++) {
        List<Long> sizes = new ArrayList<>();
        for (int fold = 0; fold < 5; fold++) {
          sizes.add(classes(data.validation(fold)).getOrDefault(label, 0L));
        }
        assertThat(sizes.stream().mapToLong(size -> size).summaryStatistics())
            .satisfies(range -> assertThat(range.getMax() - range.getMin()).isLessThanOrEqualTo(2));
      }
    }
  }

  private static Map<Double, Long> classes(Dataset<Row> rows) {
    return collected(rows.select(StudyData.LABEL)).stream()
        .collect(Collectors.groupingBy(row -> row.getDouble(0), Collectors.counting()));
  }

  @Test
  void order_of_rows_files_and_shuffle_partitions_change_neither_rows_nor_layout() {
    List<List<Row>> expected;
    String fingerprint;
    try (StudyData data = plans(1, 1).test(0.2).prepare(spark(), 1_000, 100)) {
      expected = layout(data.allTraining());
      fingerprint = data.fingerprint();
      assertThat(expected).hasSize(6);
    }
    spark().conf().set("spark.sql.shuffle.partitions", "7");
    try (StudyData data = plans(5, 2).test(0.2).prepare(spark(), 1_000, 100)) {
      assertThat(layout(data.allTraining())).isEqualTo(expected);
      assertThat(data.fingerprint()).isEqualTo(fingerprint);
    } finally {
      spark().conf().set("spark.sql.shuffle.partitions", "4");
    }
  }

  @Test
  void another_seed_gives_other_folds_of_the_same_data() {
    try (StudyData one = plans(1, 1).prepare(spark());
        StudyData other = plans(1, 1).seed(43).prepare(spark())) {
      assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
      assertThat(texts(one.validation(0))).isNotEqualTo(texts(other.validation(0)));
    }
  }

  @Test
  void rungs_are_nested_and_near_their_number_of_rows_in_every_class() {
    try (StudyData data = plans(2, 1).prepare(spark())) {
      Map<Double, Long> all = classes(data.training(1, ROWS));
      List<String> smaller = List.of();
      for (int rows : new int[] {20, 60, 180, 400}) {
        Dataset<Row> rung = data.training(1, rows);
        List<String> texts = texts(rung);
        assertThat(texts).containsAll(smaller).hasSizeBetween(rows - 12, rows + 12);
        double share = rows / (double) texts(data.training(1, ROWS)).size();
        classes(rung)
            .forEach(
                (label, count) ->
                    assertThat((double) count)
                        .isCloseTo(share * all.getOrDefault(label, 0L), within(4.0)));
        smaller = texts;
      }
      assertThat(data.training(1, data.smallestTraining()).count())
          .isEqualTo(data.allTraining().count() - data.validation(1).count());
    }
  }

  @Test
  void equal_rows_stay_together_unless_they_are_to_be_apart() {
    try (StudyData data = plans(2, 1).test(0.2).prepare(spark())) {
      assertThat(sides(data).values()).allMatch(sides -> sides.size() == 1);
    }
    try (StudyData data = plans(2, 1).test(0.2).apart().prepare(spark())) {
      assertThat(sides(data).values()).anyMatch(sides -> sides.size() > 1);
      assertThat(data.folds().heldOutRows() + data.folds().trainingRows()).isEqualTo(ROWS);
    }
  }

  /** The folds in which each different row lies. */
  private static Map<String, Set<Integer>> sides(StudyData data) {
    return collected(data.allTraining().union(data.heldOut().orElseThrow())).stream()
        .collect(
            Collectors.groupingBy(
                row -> "%s %s %s".formatted(row.get(0), row.get(1), row.get(2)),
                Collectors.mapping(row -> row.<Integer>getAs(StudyData.FOLD), Collectors.toSet())));
  }

  @Test
  void rows_of_a_declared_key_stay_together_whatever_their_class() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      lines.add("p%d,%d,%s".formatted(i / 4, i, i % 3 == 0 ? "yes" : "no"));
    }
    Path table = Tables.shuffled(folder.resolve("keyed"), "a person.id,x,label", lines, 2, 1);
    try (StudyData data = Plans.of(table, "label").key("a person.id").prepare(spark())) {
      Map<String, List<Integer>> folds =
          collected(data.allTraining()).stream()
              .collect(
                  Collectors.groupingBy(
                      row -> row.getString(0),
                      Collectors.mapping(row -> row.getAs(StudyData.FOLD), Collectors.toList())));
      assertThat(folds).hasSize(50);
      assertThat(folds.values()).allMatch(rows -> new HashSet<>(rows).size() == 1);
    }
  }

  @Test
  void above_the_limit_hashes_alone_decide_within_the_stated_bound() {
    try (StudyData data =
            plans(2, 1).test(0.2).folds(FoldsPlan.Rule.HASH, 5, false).prepare(spark(), 100, 100);
        StudyData again =
            plans(3, 2).test(0.2).folds(FoldsPlan.Rule.HASH, 5, false).prepare(spark(), 100, 100)) {
      assertThat(data.notes())
          .contains(
              "above 100 rows hashes alone decide on folds: each is within 44 rows of its share");
      assertThat(data.folds().sizes()).allMatch(size -> Math.abs(size - 96) <= 44);
      assertThat(layout(again.allTraining())).isEqualTo(layout(data.allTraining()));
      assertThat(collected(data.allTraining().select(StudyData.RANK)))
          .allMatch(row -> row.getDouble(0) >= 0 && row.getDouble(0) < 1);
    }
  }

  @Test
  void regression_keeps_the_number_and_gives_folds_of_equal_size() {
    try (StudyData data = Plans.of("embedded:diabetes", "target").prepare(spark())) {
      assertThat(data.task()).isEqualTo(Task.REGRESSION);
      assertThat(data.metric()).isEqualTo(Metric.RMSE);
      assertThat(data.labels()).isEmpty();
      assertThat(data.heldOut()).isEmpty();
      assertThat(data.folds().sizes()).containsExactlyInAnyOrder(89L, 89L, 88L, 88L, 88L);
      assertThat(classes(data.allTraining())).containsKey(151.0);
    }
  }

  @Test
  void describes_features_and_leaves_out_what_has_no_value() {
    Path table =
        Tables.file(
            folder,
            "t.csv",
            "a.b,word,flag,empty,nan,label",
            "1,x,true,,1.5,yes",
            "2,,false,,NaN,no",
            ",y,true,,2.5,yes",
            "4,x,false,,3.5,no",
            "5,x,,,4.5,");
    try (StudyData data = Plans.of(table, "label").folds(2).missingNan().prepare(spark())) {
      assertThat(data.features())
          .containsExactly(
              new FeatureColumn("a.b", Kind.NUMERIC, 1, 0),
              new FeatureColumn("word", Kind.TEXT, 1, 2),
              new FeatureColumn("flag", Kind.BOOLEAN, 0, 0),
              new FeatureColumn("nan", Kind.NUMERIC, 1, 0));
      assertThat(data.notes())
          .containsExactly(
              "column 'nan': NaN counts as missing in 1 row",
              "1 row without a label left out",
              "column 'empty' has no value in any training row and is left out");
      assertThat(data.allTraining().columns())
          .containsExactly(
              "a.b", "word", "flag", "nan", StudyData.LABEL, StudyData.FOLD, StudyData.RANK);
    }
  }

  @Test
  void a_positive_class_moves_to_index_one_and_no_row_to_another_fold() {
    Path table = Tables.shuffled(folder.resolve("p"), "x,label", binary(), 1, 1);
    try (StudyData usual = Plans.of(table, "label").prepare(spark());
        StudyData named = Plans.of(table, "label").positive("no").prepare(spark())) {
      assertThat(usual.labels()).containsExactly("no", "yes");
      assertThat(named.labels()).containsExactly("yes", "no");
      assertThat(named.metric()).isEqualTo(Metric.AREA_UNDER_ROC);
      assertThat(texts(named.validation(0).drop(StudyData.LABEL)))
          .isEqualTo(texts(usual.validation(0).drop(StudyData.LABEL)));
      assertThat(classes(usual.allTraining())).isEqualTo(Map.of(0.0, 40L, 1.0, 20L));
      assertThat(classes(named.allTraining())).isEqualTo(Map.of(1.0, 40L, 0.0, 20L));
    }
  }

  private static List<String> binary() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add(i + "," + (i % 3 == 0 ? "yes" : "no"));
    }
    return lines;
  }

  @Test
  void closing_frees_everything() {
    int before = spark().sparkContext().getPersistentRDDs().size();
    StudyData data = Plans.of("embedded:wine", "label").prepare(spark());
    assertThat(spark().sparkContext().getPersistentRDDs().size()).isEqualTo(before + 1);
    data.close();
    assertThat(spark().sparkContext().getPersistentRDDs().size()).isEqualTo(before);
  }

  @Test
  void refuses_folds_that_are_not_there() {
    try (StudyData data = Plans.of("embedded:iris", "label").prepare(spark())) {
      assertThatThrownBy(() -> data.validation(5)).hasMessage("Fold 5 of 5, counted from 0.");
      assertThatThrownBy(() -> data.training(0, 0))
          .hasMessage("At least one row to learn from, not 0.");
    }
  }

  @Test
  void sparks_rule_keeps_the_draw_of_the_source_and_ranks_as_usual() {
    Plans plans = plans(4, 1).folds(FoldsPlan.Rule.SPARK, 3, false);
    try (StudyData data = plans.prepare(spark())) {
      Dataset<Row> source =
          spark().read().option("header", "true").option("inferSchema", "true").csv(plans.source());
      Dataset<Row> folded = SparkFolds.withFold(source, 3, 42, "fold");
      for (int fold = 0; fold < 3; fold++) {
        assertThat(texts(data.validation(fold).select("number", "text", "flag")))
            .containsExactlyInAnyOrderElementsOf(
                texts(folded.where("fold = " + fold).select("number", "text", "flag")));
      }
      assertThat(data.folds().rule()).isEqualTo("spark");
      assertThat(data.notes().get(0)).startsWith("folds = spark: folds change with the partitions");
      assertThat(collected(data.validation(1).where("espalier_rank = 0"))).hasSize(3);
    }
    try (StudyData data = plans.test(0.2).prepare(spark())) {
      assertThat(data.folds().trainingRows() + data.folds().heldOutRows()).isEqualTo(ROWS);
      assertThat(data.folds().heldOutRows()).isBetween(120L, 123L);
    }
  }
}
