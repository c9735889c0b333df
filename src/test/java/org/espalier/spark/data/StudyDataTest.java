package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spark.SparkLine;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.fold.SparkFolds;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.FeatureColumn.ColumnKind;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spec.EnumNames;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.TablePlan.Format;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StudyDataTest extends SparkTest {

  private static final int ROWS = 600;

  @TempDir static Path folder;

  /** One study for all tests that only read: three classes, a fifth held out, six partitions. */
  private static StudyData shared;

  @BeforeAll
  static void prepare() {
    shared = plans(1, 1).test(0.2).prepare(spark(), 1_000, 100);
  }

  @AfterAll
  static void close() {
    shared.close();
  }

  private static Plans plans(int files, long order) {
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
      assertThat(data.task()).isEqualTo(ProblemType.MULTICLASS);
      assertThat(data.metric()).isEqualTo(Metric.ACCURACY);
      assertThat(data.labels()).containsExactly("0", "1", "2");
      assertThat(data.labelType()).isEqualTo(DataTypes.IntegerType);
      assertThat(data.features())
          .extracting(FeatureColumn::name)
          .containsExactly("sepal_length", "sepal_width", "petal_length", "petal_width");
      assertThat(data.folds().heldOutRows()).isEqualTo(30);
      assertThat(data.folds().trainingRows()).isEqualTo(120);
      assertThat(data.folds().rule()).isEqualTo("hash");
      List<String> all = new ArrayList<>(texts(data.rows().heldOut().orElseThrow()));
      for (int fold = 0; fold < 5; fold++) {
        List<String> validation = texts(data.rows().parts().validation(FoldPart.whole(fold)));
        assertThat(data.folds().sizes().get(fold)).isEqualTo(validation.size());
        assertThat(texts(data.rows().parts().training(new FoldPart(fold, 1_000, 0))))
            .doesNotContainAnyElementsOf(validation);
        all.addAll(validation);
      }
      assertThat(all).hasSize(150);
      assertThat(data.rows().smallestTraining()).isEqualTo(96);
    }
  }

  @Test
  void held_out_rows_and_folds_have_their_share_of_every_class() {
    Map<Double, Long> all =
        classes(shared.rows().all().union(shared.rows().heldOut().orElseThrow()));
    Map<Double, Long> heldOut = classes(shared.rows().heldOut().orElseThrow());
    // Groups of duplicates are taken whole: one row more than the share at most.
    all.forEach(
        (label, count) ->
            assertThat(heldOut.getOrDefault(label, 0L) - Math.round(count * 0.2))
                .isBetween(0L, 1L));
    for (double label = 0; label < 3; label++) {
      List<Long> sizes = new ArrayList<>();
      for (int fold = 0; fold < 5; fold++) {
        sizes.add(
            classes(shared.rows().parts().validation(FoldPart.whole(fold)))
                .getOrDefault(label, 0L));
      }
      assertThat(Collections.max(sizes) - Collections.min(sizes)).isLessThanOrEqualTo(2);
    }
  }

  private static Map<Double, Long> classes(Dataset<Row> rows) {
    return collected(rows.select(ReservedColumns.LABEL)).stream()
        .collect(Collectors.groupingBy(row -> row.getDouble(0), Collectors.counting()));
  }

  @Test
  void order_of_rows_files_and_shuffle_partitions_change_neither_rows_nor_layout() {
    spark().conf().set("spark.sql.shuffle.partitions", "7");
    try (StudyData data = plans(5, 2).test(0.2).prepare(spark(), 1_000, 100)) {
      assertThat(layout(data.rows().all())).isEqualTo(layout(shared.rows().all())).hasSize(6);
      assertThat(data.fingerprint()).isEqualTo(shared.fingerprint());
    } finally {
      spark().conf().set("spark.sql.shuffle.partitions", "4");
    }
  }

  @Test
  void another_seed_gives_other_folds_of_the_same_data_and_apart_parts_equal_rows() {
    try (StudyData other = plans(1, 1).test(0.2).seed(43).apart().prepare(spark())) {
      assertThat(other.fingerprint()).isEqualTo(shared.fingerprint());
      assertThat(texts(other.rows().parts().validation(FoldPart.whole(0))))
          .isNotEqualTo(texts(shared.rows().parts().validation(FoldPart.whole(0))));
      assertThat(sides(other).values()).anyMatch(sides -> sides.size() > 1);
      assertThat(other.folds().heldOutRows() + other.folds().trainingRows()).isEqualTo(ROWS);
    }
  }

  @Test
  void equal_rows_stay_together() {
    assertThat(sides(shared).values()).allMatch(sides -> sides.size() == 1);
  }

  @Test
  void rungs_are_nested_and_near_their_number_of_rows_in_every_class() {
    Map<Double, Long> all = classes(shared.rows().parts().training(new FoldPart(1, ROWS, 0)));
    long rowsOfOthers = all.values().stream().mapToLong(Long::longValue).sum();
    List<String> smaller = List.of();
    for (int rows : new int[] {20, 60, 180, 300}) {
      Dataset<Row> rung = shared.rows().parts().training(new FoldPart(1, rows, 0));
      List<String> texts = texts(rung);
      assertThat(texts).containsAll(smaller).hasSizeBetween(rows - 12, rows + 12);
      double share = rows / (double) rowsOfOthers;
      // Every one of the four other folds rounds up.
      classes(rung)
          .forEach(
              (label, count) ->
                  assertThat(count - share * all.getOrDefault(label, 0L)).isBetween(0.0, 4.0));
      smaller = texts;
    }
    assertThat(
            shared
                .rows()
                .parts()
                .training(new FoldPart(1, shared.rows().smallestTraining(), 0))
                .count())
        .isEqualTo(shared.folds().trainingRows() - shared.folds().sizes().get(1));
  }

  /** The folds in which each different row lies. */
  private static Map<String, Set<Integer>> sides(StudyData data) {
    return collected(data.rows().all().union(data.rows().heldOut().orElseThrow())).stream()
        .collect(
            Collectors.groupingBy(
                row -> "%s %s %s".formatted(row.get(0), row.get(1), row.get(2)),
                Collectors.mapping(
                    row -> row.<Integer>getAs(ReservedColumns.FOLD), Collectors.toSet())));
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
          collected(data.rows().all()).stream()
              .collect(
                  Collectors.groupingBy(
                      row -> row.getString(0),
                      Collectors.mapping(
                          row -> row.getAs(ReservedColumns.FOLD), Collectors.toList())));
      assertThat(folds).hasSize(50);
      assertThat(folds.values()).allMatch(rows -> new HashSet<>(rows).size() == 1);
    }
  }

  @Test
  void above_the_limit_hashes_alone_decide_within_the_stated_bound() {
    try (StudyData data = beyondLimit(2, 1)) {
      assertThat(data.notes())
          .contains(
              "above 100 rows hashes alone decide on folds: each is within 44 rows of its share");
      assertThat(data.folds().sizes()).allMatch(size -> Math.abs(size - 96) <= 44);
      assertThat(collected(data.rows().all().select(ReservedColumns.RANK)))
          .allMatch(row -> row.getDouble(0) >= 0 && row.getDouble(0) < 1);
    }
  }

  @Test
  @Tag("full")
  void above_the_limit_the_order_of_rows_is_of_no_account_either() {
    try (StudyData one = beyondLimit(2, 1);
        StudyData other = beyondLimit(3, 2)) {
      assertThat(layout(one.rows().all())).isEqualTo(layout(other.rows().all()));
    }
  }

  private static StudyData beyondLimit(int files, long order) {
    return plans(files, order)
        .test(0.2)
        .folds(FoldsPlan.Rule.HASH, 5, false)
        .prepare(spark(), 100, 100);
  }

  @Test
  void regression_keeps_the_number_and_gives_folds_of_equal_size_until_closing_frees_all() {
    Set<Integer> before = persisted();
    try (StudyData data = Plans.of("embedded:diabetes", "target").prepare(spark())) {
      assertThat(data.task()).isEqualTo(ProblemType.REGRESSION);
      assertThat(data.metric()).isEqualTo(Metric.RMSE);
      assertThat(data.labels()).isEmpty();
      assertThat(data.rows().heldOut()).isEmpty();
      assertThat(data.folds().sizes()).containsExactlyInAnyOrder(89L, 89L, 88L, 88L, 88L);
      assertThat(classes(data.rows().all())).containsKey(151.0);
      assertThat(persistedSince(before)).hasSize(1);
    }
    assertThat(persistedSince(before)).isEmpty();
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
              new FeatureColumn("a.b", ColumnKind.NUMERIC, 1, 0),
              new FeatureColumn("word", ColumnKind.TEXT, 1, 2),
              new FeatureColumn("flag", ColumnKind.BOOLEAN, 0, 0),
              new FeatureColumn("nan", ColumnKind.NUMERIC, 1, 0));
      assertThat(data.notes())
          .containsExactly(
              "column 'nan': NaN counts as missing in 1 row",
              "1 row without a label left out",
              "column 'empty' has no value in any training row and is left out");
      assertThat(data.rows().all().columns())
          .containsExactly(
              "a.b",
              "word",
              "flag",
              "nan",
              ReservedColumns.LABEL,
              ReservedColumns.FOLD,
              ReservedColumns.RANK);
    }
  }

  @Test
  void dates_of_json_are_dates_and_one_that_orders_rows_is_told_to_be_no_feature() {
    String[] lines =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    "{\"x\":%d,\"day\":\"2020-01-%02d\",\"label\":\"%s\"}"
                        .formatted(i, i + 1, i % 2 == 0 ? "a" : "b"))
            .toArray(String[]::new);
    Plans plans = Plans.of(Tables.file(folder, "t.json", lines), "label").folds(2);
    try (StudyData data = plans.prepare(spark())) {
      assertThat(data.features())
          .extracting(FeatureColumn::display)
          .containsExactly("day.year", "day.month", "day.day", "day.weekday", "day.days", "x");
      assertThat(data.dates()).containsExactly("day");
      assertThat(data.notes()).isEmpty();
    }
    try (StudyData data = plans.time("day").prepare(spark())) {
      assertThat(data.features()).extracting(FeatureColumn::display).containsExactly("x");
      assertThat(data.notes())
          .containsExactly(
              "column 'day' is data.time: it orders rows, and is not a feature, nor are its month and weekday; copy it under another name to make it one");
    }
  }

  @ParameterizedTest
  @CsvSource({"499998, true", "500001, false"})
  @Tag("slow")
  void a_small_table_is_planned_without_generated_code_until_it_is_closed(
      int values, boolean interpreted) {
    String code = "spark.sql.codegen.factoryMode";
    SparkSession session = generating();
    String before = session.conf().get(code);
    session.range(values / 3).selectExpr("id AS x", "id % 2 AS label").createOrReplaceTempView("t");
    Plans plans = Plans.of("SELECT * FROM t", "label").format(Format.SQL).folds(2);
    try (StudyData data = plans.prepare(session)) { // with the column of where a row is from
      assertThat(data.features()).hasSize(1);
      assertThat(session.conf().get(code)).isEqualTo(interpreted ? "NO_CODEGEN" : before);
    }
    assertThat(session.conf().get(code)).isEqualTo(before);
    Plans wrong = Plans.of("SELECT x, null AS label FROM t", "label").format(Format.SQL);
    assertThatThrownBy(() -> wrong.prepare(session)).isInstanceOf(InvalidStudyException.class);
    assertThat(session.conf().get(code)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT reflect('java.lang.System', 'getenv', 'HOME') AS x, 1 AS label",
        "SELECT 1 AS label WHERE java_method('java.util.UUID', 'randomUUID') IS NOT NULL",
        "WITH t AS (SELECT Reflect('java.util.UUID', 'randomUUID') AS x) SELECT x, 1 AS label FROM"
            + " t",
        "SELECT (SELECT max(reflect('java.util.UUID', 'randomUUID')) FROM range(2)) AS x, 1 AS"
            + " label",
        "SELECT IDENTIFIER('refl' || 'ect')('java.util.UUID', 'randomUUID') AS x, 1 AS label",
        "SELECT TRANSFORM (id) USING 'cat' AS (label) FROM range(3)",
        "CREATE TABLE made_by_a_query USING parquet AS SELECT 1 AS label",
        "CREATE TEMPORARY VIEW made_by_a_query AS SELECT 1 AS label",
        "INSERT OVERWRITE DIRECTORY 'target/made_by_a_query' USING csv SELECT 1 AS label",
        "INSERT INTO there_already SELECT 1 AS label",
        "DROP TABLE IF EXISTS IDENTIFIER('there_already')",
        "SET spark.sql.shuffle.partitions = 3",
        "ADD JAR 'target/empty.jar'",
        "SHOW TABLES",
        "EXPLAIN SELECT 1 AS label",
        "CACHE TABLE made_by_a_query AS SELECT 1 AS label",
        "EXECUTE IMMEDIATE 'SELECT 1 AS label'",
        "BEGIN SELECT 1 AS label; END"
      })
  void what_is_more_than_a_query_is_refused_and_does_not_run(String text) throws IOException {
    spark().sql("DROP TABLE IF EXISTS there_already");
    spark().sql("CREATE TABLE there_already (label INT) USING parquet");
    Path jar = Path.of("target/empty.jar");
    new JarOutputStream(Files.newOutputStream(jar)).close();
    Plans plans = Plans.of(text, "label").format(Format.SQL);
    boolean unknownToThisLine =
        SparkLine.sparkVersion().startsWith("3.5.") && text.matches("(EXECUTE|BEGIN) .*");
    assertThatThrownBy(() -> plans.prepare(spark()))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining("data.source: ")
        .hasMessageMatching(
            unknownToThisLine
                ? "(?s).*cannot be read: .*"
                : "(?s).*(is more than a query: it has |calls a method of Java by its name).*");
    assertThat(spark().catalog().tableExists("made_by_a_query")).isFalse();
    assertThat(spark().table("there_already").count()).isZero();
    assertThat(Path.of("target/made_by_a_query")).doesNotExist();
    assertThat(spark().sparkContext().listJars().mkString(" ")).doesNotContain("empty.jar");
    assertThat(spark().conf().get("spark.sql.shuffle.partitions")).isNotEqualTo("3");
    spark().sql("DROP TABLE there_already");
  }

  @Test
  void a_view_that_calls_java_is_refused_like_the_call() {
    spark()
        .sql(
            "CREATE OR REPLACE TEMPORARY VIEW calling AS"
                + " SELECT reflect('java.util.UUID', 'randomUUID') AS x, 1 AS label");
    Plans plans = Plans.of("SELECT * FROM calling", "label").format(Format.SQL);
    assertThatThrownBy(() -> plans.prepare(spark()))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining("calls a method of Java by its name");
    spark().catalog().dropTempView("calling");
  }

  @Test
  void a_query_that_fails_while_it_is_planned_is_what_is_wrong() {
    String odd = "SELECT id AS x, id = 'NA' AS label FROM range(9)"; // without ANSI: null
    Plans plans = Plans.of(odd, "label").format(Format.SQL);
    assertThatThrownBy(() -> plans.prepare(spark())).isInstanceOf(InvalidStudyException.class);
  }

  @Tag("slow")
  @Test
  void a_wide_table_is_planned_by_settings_of_its_own_until_it_is_closed() {
    int columns = PlanSettings.FROM + 1;
    String[] lines =
        IntStream.rangeClosed(0, 20)
            .mapToObj(
                row ->
                    IntStream.range(0, columns)
                            .mapToObj(i -> row == 0 ? "c" + i : String.valueOf(row * i % 17))
                            .collect(Collectors.joining(","))
                        + (row == 0 ? ",label" : row % 2 == 0 ? ",a" : ",b"))
            .toArray(String[]::new);
    String batch = "spark.sql.inMemoryColumnarStorage.batchSize";
    String before = spark().conf().get(batch);
    Set<Integer> stored = persisted();
    try (StudyData data =
        Plans.of(Tables.file(folder, "wide.csv", lines), "label").folds(2).prepare(spark())) {
      assertThat(data.features()).hasSize(columns);
      assertThat(Integer.parseInt(spark().conf().get(batch)))
          .isBetween(1_000, 4_000)
          .isLessThan(Integer.parseInt(before));
      assertThat(data.rows().all().columns())
          .startsWith("c0", "c1", "c2")
          .contains(ReservedColumns.LABEL, ReservedColumns.FOLD, ReservedColumns.RANK)
          .hasSize(columns + 3);
      Dataset<Row> source =
          spark()
              .read()
              .option("header", "true")
              .option("inferSchema", "true")
              .csv(folder.resolve("wide.csv").toString());
      assertThat(data.fingerprint()).isEqualTo(TableFingerprint.of(source));
      Dataset<Row> rows =
          data.rows().all().drop(ReservedColumns.LABEL, ReservedColumns.FOLD, ReservedColumns.RANK);
      assertThat(rows.collectAsList())
          .containsExactlyInAnyOrderElementsOf(source.drop("label").collectAsList());
      assertThat(persistedSince(stored)).hasSize(1);
    }
    assertThat(persistedSince(stored)).isEmpty();
    assertThat(spark().conf().get(batch)).isEqualTo(before);
  }

  @Test
  void a_positive_class_moves_to_index_one_and_no_row_to_another_fold() {
    Path table = Tables.shuffled(folder.resolve("p"), "x,label", binary(), 1, 1);
    try (StudyData usual = Plans.of(table, "label").prepare(spark());
        StudyData named = Plans.of(table, "label").positive("no").prepare(spark())) {
      assertThat(usual.labels()).containsExactly("no", "yes");
      assertThat(named.labels()).containsExactly("yes", "no");
      assertThat(named.metric()).isEqualTo(Metric.AREA_UNDER_ROC);
      assertThat(
              texts(named.rows().parts().validation(FoldPart.whole(0)).drop(ReservedColumns.LABEL)))
          .isEqualTo(
              texts(
                  usual.rows().parts().validation(FoldPart.whole(0)).drop(ReservedColumns.LABEL)));
      assertThat(classes(usual.rows().all())).isEqualTo(Map.of(0.0, 40L, 1.0, 20L));
      assertThat(classes(named.rows().all())).isEqualTo(Map.of(1.0, 40L, 0.0, 20L));
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
  void refuses_folds_that_are_not_there() {
    assertThatThrownBy(() -> shared.rows().parts().validation(FoldPart.whole(5)))
        .hasMessage("Fold 5 of 5, counted from 0.");
    assertThatThrownBy(() -> shared.rows().parts().training(new FoldPart(0, 0, 0)))
        .hasMessage("0 rows to be trained on and 0 to be scored on");
  }

  static Stream<FoldsPlan.Rule> sparksRules() {
    return Sample.rows(List.of(FoldsPlan.Rule.PYSPARK, FoldsPlan.Rule.SPARK));
  }

  @ParameterizedTest
  @MethodSource("sparksRules")
  @Tag(Sample.TAG)
  void sparks_rules_keep_the_draw_of_the_source_and_rank_as_usual(FoldsPlan.Rule rule) {
    Plans plans = inSparkFolds(rule);
    try (StudyData data = plans.prepare(spark())) {
      Dataset<Row> source =
          spark()
              .read()
              .option("header", "true")
              .option("inferSchema", "true")
              .csv(plans.data().source());
      Dataset<Row> folded =
          rule == FoldsPlan.Rule.SPARK
              ? SparkFolds.withFold(source, 3, 42, "fold")
              : SparkFolds.withPythonFold(source, 3, 42, "fold");
      for (int fold = 0; fold < 3; fold++) {
        assertThat(
                texts(
                    data.rows()
                        .parts()
                        .validation(FoldPart.whole(fold))
                        .select("number", "text", "flag")))
            .containsExactlyInAnyOrderElementsOf(
                texts(folded.where("fold = " + fold).select("number", "text", "flag")));
      }
      assertThat(data.folds().rule()).isEqualTo(EnumNames.of(rule));
      assertThat(data.notes().get(0))
          .startsWith("folds = " + EnumNames.of(rule) + ": folds change with the partitions");
      assertThat(
              collected(
                  data.rows().parts().validation(FoldPart.whole(1)).where("espalier_rank = 0")))
          .hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPARK", "PYSPARK"})
  @Tag("full")
  void sparks_rules_draw_folds_for_rows_that_are_not_held_out(FoldsPlan.Rule rule) {
    try (StudyData data = inSparkFolds(rule).test(0.2).prepare(spark())) {
      assertThat(data.folds().trainingRows() + data.folds().heldOutRows()).isEqualTo(ROWS);
      assertThat(data.folds().heldOutRows()).isBetween(120L, 123L);
    }
  }

  private static Plans inSparkFolds(FoldsPlan.Rule rule) {
    return plans(4, 1).folds(rule, 3, false);
  }
}
