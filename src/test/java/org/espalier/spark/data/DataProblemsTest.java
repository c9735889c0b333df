package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.rows.TablePlan.Format;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataProblemsTest extends SparkTest {

  @TempDir Path folder;

  private static List<String> problems(Plans plans) {
    return problems(plans, Plans.ALL);
  }

  private static List<String> problems(Plans plans, Set<ProblemType> learnable) {
    InvalidStudyException failure =
        catchThrowableOfType(
            InvalidStudyException.class,
            () -> StudyData.prepare(spark(), plans.plan(), learnable).close());
    assertThat(failure).as("an invalid study").isNotNull();
    return failure.problems().stream().map(Problem::toString).toList();
  }

  private Plans table(String... lines) {
    return Plans.of(Tables.file(folder, "t.csv", lines), "label").folds(2);
  }

  /** A column x of 0, 1, … and labels. */
  private Plans labels(Stream<?> labels) {
    List<?> values = labels.toList();
    String[] lines =
        Stream.concat(
                Stream.of("x,label"),
                IntStream.range(0, values.size()).mapToObj(i -> i + "," + values.get(i)))
            .toArray(String[]::new);
    return table(lines);
  }

  @Nested
  final class Of_the_source {

    @Test
    void nothing_there() {
      assertThat(problems(Plans.of("/no/such/table.csv", "label")))
          .containsExactly(
              "study.conf: 3: data.source: there is nothing at '/no/such/table.csv'; name a file, a folder, or embedded:NAME with one of digits, breast-cancer, wine, iris,"
                  + " diabetes");
    }

    @Test
    void an_unknown_embedded_table() {
      assertThat(problems(Plans.of("embedded:digit", "label")))
          .containsExactly(
              "study.conf: 3: data.source: there is no embedded table 'digit'; did you mean"
                  + " 'digits'?");
    }

    @Test
    void a_name_that_does_not_tell_the_format() {
      Path file = Tables.file(folder, "t.dat", "{}");
      assertThat(problems(Plans.of(file, "label")))
          .containsExactly(
              "study.conf: 3: data.source: the name of '"
                  + file.toUri()
                  + "' does not tell its format; name files .csv, .csv.gz, .tsv, .json, .orc,"
                  + " .avro, .libsvm or .parquet, or set data.format");
    }

    @Test
    void a_folder_with_files_of_two_formats() throws IOException {
      Path both = Files.createDirectory(folder.resolve("both"));
      Tables.file(
          Files.createDirectory(both.resolve("year=2020")),
          "a.CSV",
          "x,label",
          "1,a",
          "2,a",
          "3,b",
          "4,b");
      Tables.file(both, "_b.json", "{}");
      Tables.file(Files.createDirectory(both.resolve("_old")), "c.orc", "");
      Plans plans = Plans.of(both.toString(), "label");
      try (StudyData data = plans.folds(2).prepare(spark())) {
        assertThat(data.folds().trainingRows()).as("one format").isEqualTo(4);
      }
      Tables.file(both, "t.parquet", "");
      assertThat(problems(plans))
          .containsExactly(
              "study.conf: 3: data.source: '%s' holds files of more than one format:"
                      .formatted(both)
                  + " *.CSV*, *.parquet*; use a folder for each, or set data { format = csv, options {"
                  + " pathGlobFilter = \"*.CSV*\" } }");
    }

    @Test
    void an_unknown_file_system() {
      assertThat(problems(Plans.of("nofs://bucket/t.csv", "label")))
          .containsExactly(
              "study.conf: 3: data.source: 'nofs://bucket/t.csv' cannot be read: No FileSystem for"
                  + " scheme \"nofs\"");
    }

    @Test
    void damaged_files_are_one_line() throws IOException {
      Path parquet = Tables.file(folder, "t.parquet", "this is no parquet file at all");
      assertThat(problems(Plans.of(parquet, "label")))
          .singleElement()
          .asString()
          .startsWith("study.conf: 3: data.source: '" + parquet.toUri() + "' cannot be read: ")
          .contains("is not a Parquet file")
          .doesNotContain("\n");
      Path gzip = folder.resolve("t.csv.gz");
      Files.write(gzip, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5});
      assertThat(problems(Plans.of(gzip, "label")))
          .singleElement()
          .asString()
          .startsWith("study.conf: 3: data.source: '" + gzip.toUri() + "' cannot be read: ")
          .doesNotContain("\n");
    }

    @Test
    void a_wrong_format() {
      Path file = Tables.file(folder, "t.csv", "x,label", "1,a", "2,b");
      assertThat(problems(Plans.of(file, "label").format(Format.PARQUET)))
          .singleElement()
          .asString()
          .contains("data.source: '" + file.toUri() + "' cannot be read: ");
    }

    @Test
    void two_bytes_a_letter() throws IOException {
      Path file = folder.resolve("wide.csv");
      Files.writeString(file, "x,label\n1,a\n2,b\n3,a\n4,b\n", StandardCharsets.UTF_16);
      Plans plans = Plans.of(file, "label").folds(2);
      assertThat(problems(plans))
          .containsExactly(
              "study.conf: 3: data.options.encoding: the header has empty characters, as UTF-16 has when it is read as UTF-8; set options { encoding = UTF-16, multiLine = true }");
      plans.options(Map.of("encoding", "UTF-16", "multiLine", "true")).prepare(spark()).close();
    }

    @Test
    void no_rows() {
      assertThat(problems(table("x,label").ignore("x").metric(Metric.ACCURACY)))
          .last()
          .asString()
          .matches("study.conf: 3: data.source: '.*t.csv' has no rows; give a table with rows");
    }

    @Test
    void names_of_ours_and_names_that_differ_in_case_only() {
      assertThat(problems(table("x,espalier_fold,label", "1,2,a")))
          .containsExactly(
              "study.conf: 3: data.source: column 'espalier_fold' has a reserved name; use names that do not start with 'espalier_'");
      Path table = folder.resolve("twins.parquet");
      spark().conf().set("spark.sql.caseSensitive", "true");
      try {
        spark().sql("select 1 as a, 2 as A, 3 as label").write().parquet(table.toUri().toString());
      } finally {
        spark().conf().set("spark.sql.caseSensitive", "false");
      }
      assertThat(problems(Plans.of(table, "label")))
          .singleElement()
          .asString()
          .startsWith(
              "study.conf: 3: data.source: '%s' cannot be read: [COLUMN_ALREADY_EXISTS]"
                  .formatted(table.toUri()));
    }
  }

  @Nested
  final class Of_columns {

    @Test
    void all_are_said_at_once_with_what_was_probably_meant() {
      assertThat(
              problems(
                  Plans.of(
                          Tables.file(folder, "t.csv", "age,town,income", "1,a,2", "2,b,3"),
                          "incom")
                      .ignore("twon", "zzzzzzz")
                      .key("agee")))
          .containsExactly(
              "study.conf: 3: data.ignore: there is no column 'twon'; did you mean 'town'?",
              "study.conf: 3: data.ignore: there is no column 'zzzzzzz'; one of age, town, income",
              "study.conf: 3: data.key: there is no column 'agee'; did you mean 'age'?",
              "study.conf: 5: data.label: there is no column 'incom'; did you mean 'income'?");
    }

    @Test
    void a_label_that_is_ignored_and_nothing_left_to_learn_from() {
      assertThat(problems(table("x,label", "1,a", "2,b").ignore("label", "x")))
          .containsExactly(
              "study.conf: 3: data.ignore: 'label' is the label; leave it out of the list",
              "study.conf: 3: data.ignore: no column is left to learn from; keep at least one besides label 'label'");
    }

    @Test
    void types_that_no_model_takes() {
      Path table = folder.resolve("types.parquet");
      spark()
          .sql(
              "select date '2020-01-01' as day, array(1) as list, map('a', 1) as pairs, 1 as x,"
                  + " timestamp '2020-01-01 00:00:00' as label")
          .write()
          .parquet(table.toUri().toString());
      assertThat(problems(Plans.of(table, "label")))
          .containsExactly(
              "study.conf: 3: data.ignore: column 'pairs' is of type map<string,int>, which cannot be a feature; ignore it, or convert it to a number, text, date, vector or short array",
              "study.conf: 3: data.key: column 'pairs' of type map<string,int> cannot be hashed;"
                  + " name other columns that tell rows apart",
              "study.conf: 5: data.label: column 'label' is of type timestamp; use a number, a text or a boolean");
    }

    @Test
    void nan_and_infinity() {
      Plans plans = table("x,y,label", "NaN,1.0,a", "1.0,Inf,b", "2.0,-Inf,a", "3.0,2.0,b");
      assertThat(problems(plans))
          .containsExactly(
              "study.conf: 3: data.nan: column 'x' is NaN in 1 row; set nan = missing, or use null where a value is missing",
              "study.conf: 3: data.ignore: column 'y' is infinite in 2 rows; use finite numbers, or ignore the column");
      assertThat(problems(plans.missingNan())).hasSize(1);
    }
  }

  @Nested
  final class Of_the_label {

    @Test
    void no_value_and_always_the_same() {
      assertThat(problems(table("x,label", "1,", "2,")))
          .containsExactly(
              "study.conf: 5: data.label: column 'label' has no value in any row; name a column with at least two values");
      assertThat(problems(table("x,label", "1,a", "2,a")))
          .containsExactly(
              "study.conf: 5: data.label: column 'label' is 'a' in every row; name a column with at least two values");
    }

    @Test
    void nan() {
      assertThat(problems(table("x,label", "1,NaN", "2,1.5", "3,2.5", "4,Inf")))
          .containsExactly(
              "study.conf: 5: data.label: column 'label' is NaN or infinite in 2 rows; use finite numbers, or null where the label is not known");
    }

    @Test
    void a_metric_of_another_task() {
      assertThat(problems(Plans.of("embedded:digits", "label").metric(Metric.AREA_UNDER_ROC)))
          .containsExactly(
              "study.conf: metric: area-under-roc is a metric for binary classification, but label 'label' has 10 different values; one of accuracy, f1, log-loss, brier,"
                  + " weighted-precision, …");
      assertThat(problems(table("x,label", "1,a", "2,b").metric(Metric.RMSE)))
          .containsExactly(
              "study.conf: metric: rmse is a metric for regression; regression needs a number, but label 'label' is of type string; one of area-under-roc, area-under-pr, accuracy,"
                  + " f1, log-loss, …");
    }

    @Test
    void learners_of_another_task() {
      assertThat(problems(Plans.of("embedded:iris", "label"), EnumSet.of(ProblemType.BINARY)))
          .containsExactly(
              "study.conf: learners: gradient-boosted-trees cannot all do multiclass"
                  + " classification, but label 'label' has 3 different values; learners for"
                  + " multiclass classification");
      assertThat(problems(table("x,label", "1,a", "2,b"), EnumSet.of(ProblemType.REGRESSION)))
          .containsExactly(
              "study.conf: learners: regression needs a number, but label 'label' is of type"
                  + " string; take a learner for binary classification");
    }

    @Test
    void too_many_classes() {
      assertThat(problems(labels(IntStream.range(0, 1_001).mapToObj(i -> "c" + i))))
          .containsExactly(
              "study.conf: 5: data.label: column 'label' has more than 1,000 different values; use at most 1,000 classes");
    }

    @Test
    void a_positive_class_that_is_none() {
      assertThat(problems(table("x,label", "1,yes", "2,no").positive("yess")))
          .containsExactly(
              "study.conf: 3: data.positive: 'yess' is not a class of label 'label'; did you mean"
                  + " 'yes'?");
      assertThat(problems(Plans.of("embedded:iris", "label").positive("1")))
          .containsExactly(
              "study.conf: 3: data.positive: a positive class needs two classes, but label 'label'"
                  + " has 3 different values; leave it out");
    }
  }

  @Nested
  final class Of_folds {

    @Test
    void more_than_rows() {
      assertThat(problems(table("x,label", "1,a", "2,b", "3,").folds(5)))
          .containsExactly(
              "study.conf: folds: 5 folds of 2 rows with a label; use fewer folds, or give more rows");
    }

    @Test
    void more_than_different_keys() {
      assertThat(problems(table("x,label", "1,a", "1,a", "2,b", "2,b", "2,b").folds(3)))
          .containsExactly(
              "study.conf: folds: fold 3 of 3 has no rows: there are too few different keys; use fewer folds, or set data.duplicates = apart");
    }

    @Test
    void a_class_that_cannot_be_spread() {
      Plans plans = labels(IntStream.range(0, 40).mapToObj(i -> i < 3 ? "rare" : "usual"));
      assertThat(problems(plans.folds(4)))
          .containsExactly(
              "study.conf: folds: class 'rare' has 3 rows to learn from, fewer than the 4 folds; set folds = 3");
    }

    @Test
    void equal_rows_that_fill_a_fold() {
      String[] lines =
          Stream.concat(
                  Stream.of("x,label"),
                  IntStream.range(0, 40).mapToObj(i -> i < 12 ? i / 6 + ",rare" : i + ",usual"))
              .toArray(String[]::new);
      assertThat(problems(table(lines).folds(4)))
          .singleElement()
          .asString()
          .contains("class 'rare': 12 training rows are spread unevenly: fold ")
          .endsWith(
              "; set data.duplicates = apart if equal rows are different cases, or use fewer folds");
      table(lines).folds(4).apart().prepare(spark()).close();
    }
  }

  @Test
  void a_number_names_a_class_however_it_is_written() {
    Plans plans = labels(Stream.of("1.0", "0.0", "1.0", "0.0")).metric(Metric.ACCURACY);
    try (StudyData data = plans.positive("0").prepare(spark())) {
      assertThat(data.labels()).isEqualTo(List.of("1.0", "0.0"));
      assertThat(data.task()).isEqualTo(ProblemType.BINARY);
    }
  }
}
