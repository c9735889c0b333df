package org.espalier.spark.metric;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.mllib.evaluation.BinaryClassificationMetrics;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.HeldOutExamination;
import org.espalier.metric.BinaryCurves;
import org.espalier.metric.ConfusionTable;
import org.espalier.metric.Metric;
import org.espalier.metric.PermutationImportance;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import scala.Product;
import scala.Tuple2;
import scala.Tuple3;

/** Examinations of models that are expressions of SQL. */
final class ModelExaminationTest extends SparkTest {

  private static final double TINY = 1e-12;
  private static final MetricColumns WEIGHTED = MetricColumns.USUAL.withLabel("label", "weight");

  /** A strong column, a weak one and one of no effect, and every kind of value. */
  private static Dataset<Row> table(int rows) {
    return spark()
        .range(0, rows, 1, 3)
        .selectExpr(
            "round(rand(1), 2) AS strong",
            "CAST(rand(2) AS FLOAT) AS weak",
            "array(id, id % 3) AS none",
            "named_struct('a', id, 'b', 'text') AS `a.struct`",
            "CAST(id AS DECIMAL(9, 2)) AS money",
            "date_add(DATE '2020-01-01', CAST(id % 99 AS INT)) AS day",
            "timestamp_seconds(id) AS moment",
            "IF(id % 2 = 0, NULL, CAST(id AS STRING)) AS text",
            "map('k', id) AS map",
            "1 + id % 4 AS weight",
            "rand(3) AS noise")
        .withColumn("vector", array_to_vector(array(expr("strong"), expr("1D"))))
        .withColumn("label", expr("INT(strong + weak / 4 + noise / 2 > 0.9)"));
  }

  private static Dataset<Row> predicted(Dataset<Row> rows) {
    return rows.withColumn("score", expr("(strong + weak / 4) / 1.25"))
        .withColumn("rawPrediction", array_to_vector(expr("array(-score, score)")))
        .withColumn("probability", array_to_vector(expr("array(1 - score, score)")))
        .withColumn("prediction", expr("DOUBLE(score > 0.5)"));
  }

  private static ModelExamination examination(Metric metric, Dataset<Row> rows) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    Stream.of(rows.columns())
        .filter(name -> !List.of("label", "weight", "noise", "weak", "day").contains(name))
        .forEach(name -> columns.put(name, List.of(name)));
    columns.put(
        "weak and day",
        Stream.of("day", "weak").filter(List.of(rows.columns())::contains).toList());
    return new ModelExamination(
        Scorer.of(List.of(metric), WEIGHTED),
        rows,
        rows.count(),
        columns,
        List.of("no", "yes"),
        new Seed(7));
  }

  @Test
  void two_classes_have_mllibs_curves_and_confusion_matrix_and_columns_their_importance() {
    Dataset<Row> rows = table(300).cache();
    AtomicInteger transformed = new AtomicInteger();
    UnaryOperator<Dataset<Row>> model =
        some -> {
          transformed.incrementAndGet();
          return predicted(some);
        };
    HeldOutExamination examined = examination(Metric.AREA_UNDER_ROC, rows).examine(model);
    assertThat(transformed).hasValue(2);
    assertThat(examined.sample()).isEqualTo(new HeldOutExamination.Sample(300, 300));
    assertThat(examined.leftOut()).isEmpty();
    assertThat(examined.residuals()).isEmpty();
    Dataset<Row> expected = predicted(rows).selectExpr("score", "label", "prediction", "weight");
    BinaryClassificationMetrics curves =
        new BinaryClassificationMetrics(
            expected
                .toJavaRDD()
                .map(
                    row ->
                        (Product)
                            new Tuple3<>(
                                row.getDouble(0), (double) row.getInt(1), (double) row.getLong(3)))
                .rdd(),
            0);
    BinaryCurves found = examined.curves().orElseThrow();
    assertOn(found.roc(), curves.roc().toJavaRDD().collect());
    assertOn(found.precisionRecall(), curves.pr().toJavaRDD().collect());
    MulticlassMetrics counts =
        new MulticlassMetrics(
            expected
                .toJavaRDD()
                .map(
                    row ->
                        (Product)
                            new Tuple3<>(
                                row.getDouble(2), (double) row.getInt(1), (double) row.getLong(3)))
                .rdd());
    ConfusionTable table = examined.confusion().orElseThrow();
    assertThat(table.classes()).containsExactly("no", "yes");
    for (int i = 0; i < 2; i++) {
      for (int k = 0; k < 2; k++) {
        assertThat(table.weights().get(i).get(k)).isEqualTo(counts.confusionMatrix().apply(i, k));
      }
    }
    assertThat(examined.calibration().orElseThrow().bins()).hasSize(10);
    assertImportance(examined.importance().orElseThrow(), predicted(rows));
    assertThat(examination(Metric.AREA_UNDER_ROC, rows).examine(model)).isEqualTo(examined);
    rows.unpersist();
  }

  private static void assertOn(
      List<BinaryCurves.Point> found, List<Tuple2<Object, Object>> expected) {
    assertThat(found).hasSizeGreaterThan(90);
    assertThat(found)
        .allMatch(
            point ->
                expected.stream()
                    .anyMatch(
                        other ->
                            Math.abs((double) other._1() - point.x()) < TINY
                                && Math.abs((double) other._2() - point.y()) < TINY));
  }

  private static void assertImportance(PermutationImportance found, Dataset<Row> predicted) {
    double score =
        Scorer.of(List.of(Metric.AREA_UNDER_ROC), WEIGHTED)
            .scores(predicted)
            .values()
            .iterator()
            .next();
    assertThat(found.score()).isCloseTo(score, within(TINY));
    assertThat(found.rows()).isEqualTo(300);
    assertThat(found.all()).isEqualTo(9);
    List<PermutationImportance.Column> byImportance =
        found.columns().stream()
            .sorted(Comparator.comparing(column -> -column.decrease()))
            .toList();
    assertThat(byImportance)
        .extracting(PermutationImportance.Column::name)
        .startsWith("strong", "weak and day");
    assertThat(byImportance.get(0).decrease()).isGreaterThan(0.2);
    assertThat(byImportance.get(1).error()).isPositive();
    assertThat(byImportance.subList(2, 9))
        .allMatch(column -> column.decrease() == 0 && column.error() == 0);
  }

  @Test
  void many_rows_are_sampled_and_numbers_have_residuals() {
    Dataset<Row> rows =
        table(30_000)
            .select(
                Stream.of("strong", "weak", "noise", "weight")
                    .map(org.apache.spark.sql.functions::col)
                    .toArray(org.apache.spark.sql.Column[]::new))
            .withColumn("label", expr("strong + noise"));
    HeldOutExamination examined =
        examination(Metric.RMSE, rows)
            .examine(some -> some.withColumn("prediction", expr("strong")));
    assertThat(examined.sample().heldOut()).isEqualTo(30_000);
    assertThat(examined.sample().rows()).isBetween(19_000L, 20_000L);
    assertThat(examined.residuals().orElseThrow().points()).hasSize(1_000);
    assertThat(examined.confusion()).isEmpty();
    PermutationImportance importance = examined.importance().orElseThrow();
    assertThat(importance.rows()).isBetween(900L, 1_000L);
    assertThat(importance.columns().get(0).decrease()).isBetween(0.05, 0.3);
    assertThat(examined.leftOut()).isEmpty();
  }

  @Test
  void parts_without_what_they_need_are_left_out_with_the_reason() {
    Dataset<Row> rows = table(40).where("label = 0");
    UnaryOperator<Dataset<Row>> model = some -> predicted(some).drop("probability");
    assertThat(examination(Metric.ACCURACY, rows).examine(model).leftOut())
        .containsExactly(
            "ROC and precision-recall curves: left out, as the rows examined are of one class.",
            "Calibration: left out, as the model does not predict what is needed.");
    assertThat(
            examination(Metric.AREA_UNDER_ROC, rows)
                .examine(some -> predicted(some).drop("prediction"))
                .leftOut())
        .contains("Confusion matrix: left out, as the model does not predict what is needed.");
    assertThat(
            examination(Metric.ACCURACY, rows)
                .examine(some -> some.selectExpr("label", "weight", "0D AS prediction"))
                .leftOut())
        .contains("Importance of columns: left out, as the model keeps no column of the rows.");
    assertThat(
            new ModelExamination(
                    Scorer.of(new ClusteringEvaluator()),
                    rows,
                    40,
                    Map.of(),
                    List.of(),
                    new Seed(1))
                .examine(some -> some)
                .leftOut())
        .containsExactly("Nothing was examined: silhouette does not follow from single rows.");
    assertThat(examination(Metric.ACCURACY, rows).examine(some -> some.drop("label")).leftOut())
        .containsExactly("Nothing was examined: the predictions lack a column that is read.");
  }

  @Test
  void copies_that_fail_leave_out_the_importance_alone_unless_the_thread_is_to_end() {
    Dataset<Row> rows = table(40);
    assertThat(
            examination(Metric.ACCURACY, rows)
                .examine(failing(new IllegalStateException("no copy can be predicted"))))
        .satisfies(examined -> assertThat(examined.curves()).isPresent())
        .satisfies(
            examined ->
                assertThat(examined.leftOut())
                    .containsExactly(
                        "Importance of columns: left out, as IllegalStateException: no copy can be"
                            + " predicted."));
    assertThatThrownBy(
            () ->
                examination(Metric.ACCURACY, rows)
                    .examine(failing(new CancellationException("it was interrupted"))))
        .isInstanceOf(CancellationException.class);
  }

  /** A model that fails the second time. */
  private static UnaryOperator<Dataset<Row>> failing(RuntimeException thrown) {
    AtomicInteger calls = new AtomicInteger();
    return rows -> {
      if (calls.incrementAndGet() > 1) {
        throw thrown;
      }
      return predicted(rows);
    };
  }

  @Test
  void predictions_of_times_are_examined_by_the_pairs_that_they_order() {
    Dataset<Row> rows =
        spark()
            .range(0, 12, 1, 1)
            .selectExpr(
                "id AS strong", "1D + id AS label", "1D AS weight", "DOUBLE(id % 3 > 0) AS censor");
    HeldOutExamination examined =
        examination(Metric.CONCORDANCE_INDEX, rows)
            .examine(some -> some.withColumn("prediction", expr("2D * strong")));
    assertThat(examined.importance().orElseThrow().score()).isEqualTo(1);
    assertThat(examined.curves()).isEmpty();
    assertThat(examined.confusion()).isEmpty();
  }
}
