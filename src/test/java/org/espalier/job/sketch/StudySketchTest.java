package org.espalier.job.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spark.data.table.FeatureColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StudySketchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          embedded:wine                    | wine
          data/wine.csv.gz                 | wine
          my table.csv                     | my-table
          données.csv                      | données
          donne\u0301es.csv                | données
          表.csv                           | 表
          s3a://bucket/sales/              | sales
          s3a://bucket/sales/*.csv         | sales
          C:\\data\\t.parquet              | t
          https://host/x.csv?a=b           | x
          a/.csv                           | a
          _x_.csv                          | x
          -_.csv                           | my-study
          🙂.csv                           | my-study
          हिन्दी.parquet                   | हिन्दी
          (1).csv                          | 1
          /                                | my-study
          """)
  void a_study_is_named_after_its_table(String source, String name) {
    assertThat(StudySketch.name(source)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"300, 60", "60, 60", "7, 7"})
  void its_name_is_no_longer_than_a_name_may_be(int letters, int kept) {
    assertThat(StudySketch.name("x".repeat(letters) + ".csv")).hasSize(kept);
  }

  private static TableRequest asked(String... sets) {
    return new TableRequest("init", "t", "t.csv", "label", List.of(), List.of(sets), "out");
  }

  private static SeenTable seen(List<String> labels, List<Long> classes) {
    return new SeenTable(
        classes.size() == 2 ? ProblemType.BINARY : ProblemType.MULTICLASS,
        classes.stream().mapToLong(Long::longValue).sum(),
        labels,
        classes,
        Stream.of("a", "b", "c", "d", "e", "f", "g")
            .map(name -> new FeatureColumn(name, FeatureColumn.ColumnKind.NUMERIC, 0, 0))
            .toList(),
        false,
        "hash",
        List.of());
  }

  private static SeenTable even() {
    return seen(List.of("no", "yes"), List.of(400L, 400L));
  }

  private static String text(
      ProposedSplit split, SeenTable seen, List<ColumnHint> hints, String... sets) {
    return new StudySketch(new DataSketch(asked(sets), split, List.of(), seen), hints).text();
  }

  private static String text(SeenTable seen, String... sets) {
    ProposedSplit suited = ProposedSplit.all().get(0).suitedTo(seen.study());
    return text(suited, seen, List.of(), sets);
  }

  @Test
  void a_rare_class_of_two_is_judged_by_a_metric_that_sees_it_on_few_folds_and_trials() {
    assertThat(text(seen(List.of("rare", "usual"), List.of(4L, 80L))))
        .contains(
            "folds    = 2    # stratified: about 2 of the 4 rows of the smaller class in each",
            "  test = none    # 20 % would be 16 rows, 0 of the smaller class: too few",
            "metric   = area-under-pr    # there are two classes, one with 20 times as many rows"
                + " as the other; also: mcc, balanced-accuracy\n",
            "# With more trials on so few rows, the best would be the luckiest.\n");
  }

  @Test
  void a_rare_class_of_more_has_a_metric_of_its_own() {
    assertThat(text(seen(List.of("other", "rare", "usual"), List.of(299L, 4L, 297L))))
        .contains(
            "metric   = macro-f1    # there are more classes, the largest with 20 times",
            "; also: mcc, balanced-accuracy\n",
            "search   = { sampler = auto, trials = 30 }",
            "schedule = auto    # by rows, folds, trials, time and the planned cost of a fit;"
                + " check")
        .doesNotContain("test = none", "positive");
  }

  @Test
  void equal_rows_are_apart_where_the_splitting_has_them_so() {
    assertThat(text(new ProposedSplit(5, true, true, ""), even(), List.of()))
        .contains("  duplicates = apart    # equal rows", "folds    = 5\n", "trials = 30");
  }

  @Test
  void columns_that_may_be_no_features_are_named_and_only_names_of_rows_are_ignored() {
    List<ColumnHint> hints =
        Stream.of(ColumnHint.ProbableRole.values())
            .map(kind -> new ColumnHint("c-" + kind, kind, "why " + kind))
            .toList();
    assertThat(text(ProposedSplit.all().get(0), even(), hints))
        .contains(
            "  # positive = \"yes\"    # the class",
            "  ignore = [\"c-ID\"]    # another value in every row",
            "# column \"c-COPY\": why COPY; if it is known no earlier than the label, add it to",
            "# column \"c-LEAK\": why LEAK; if it is known no earlier than the label, add it to",
            "# column \"c-LEVELS\": why LEVELS; if new rows will have other values",
            "  # group = \"c-GROUP\"    # why GROUP: if rows of one belong together",
            "  # time = \"c-TIME\"    # with folds = time");
    assertThat(text(even())).contains("  # ignore = []", "  # group = column", "  # time = column");
  }

  @Test
  void what_was_typed_takes_the_place_of_what_would_be_proposed() {
    SeenTable small = seen(List.of("a", "b"), List.of(30L, 30L));
    assertThat(text(small)).contains("test = none", "folds    = 5\n");
    assertThat(
            text(
                small,
                "data.options.sep=;",
                "folds.repeats=2",
                "schedule.eta=4",
                "data.test.held-out=0.3"))
        .contains(
            "data.options.sep = ;    # as typed",
            "folds    = { num-folds = 5 }",
            "schedule = { scheduler = ",
            "data.test.held-out = 0.3    # as typed")
        .doesNotContain("test = none");
  }
}
