package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.table.Target;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** A column that knows the answer is told, and one that is only good is not. */
final class LeakCheckTest extends SparkTest {

  private static List<String> notes(ProblemType task, List<Object> classes, Dataset<Row> rows) {
    StructField label = rows.schema().apply("y");
    List<StructField> features =
        Arrays.stream(rows.schema().fields()).filter(field -> !field.equals(label)).toList();
    Metric metric = task == ProblemType.REGRESSION ? Metric.RMSE : Metric.ACCURACY;
    return new LeakCheck(
            rows, features, new Target(task, metric, Optional.of(label), classes, false))
        .notes();
  }

  private static Dataset<Row> rows(int number, String... columns) {
    return spark().range(0, number, 1, 4).selectExpr(columns);
  }

  @Test
  void a_copy_of_the_label_and_another_word_for_it_give_it_away() {
    Dataset<Row> survivors =
        rows(
            60,
            "CAST(id % 3 = 0 AS INT) AS y",
            "CAST(id % 3 = 0 AS DOUBLE) AS copied",
            "IF(id % 3 = 0, 'yes', 'no') AS alive",
            "IF(id % 3 = 0, 100 + id, id) AS paid",
            "IF(id % 3 = 0, CONCAT('boat ', id), null) AS boat",
            "IF(id % 3 = 0 AND id > 0, 'yes', 'no') AS nearly",
            "id % 7 AS day",
            "null AS nothing");
    assertThat(notes(ProblemType.BINARY, List.of(0, 1), survivors))
        .containsExactly(
            "column 'copied' equals the label in every row: it gives the answer away; ignore it",
            "column 'alive' alone tells the classes apart without a mistake: it gives the answer"
                + " away; ignore it",
            "column 'paid' alone tells the classes apart without a mistake: it gives the answer"
                + " away; ignore it",
            "column 'boat' alone tells the classes apart without a mistake: it gives the answer"
                + " away; ignore it");
  }

  @Test
  void of_three_classes_all_must_be_told_apart() {
    Dataset<Row> three =
        rows(
            90,
            "CONCAT('class ', id % 3) AS y",
            "CONCAT('class ', id % 3) AS same",
            "id % 3 * 10 + id % 5 AS apart",
            "IF(id % 3 = 0, 1, 2 + id % 2) AS first_only");
    assertThat(notes(ProblemType.MULTICLASS, List.of("class 0", "class 1", "class 2"), three))
        .hasSize(2)
        .anyMatch(note -> note.startsWith("column 'same' equals"))
        .anyMatch(note -> note.startsWith("column 'apart' alone"));
  }

  @Test
  void few_rows_are_told_apart_by_chance_and_nothing_is_said() {
    Dataset<Row> few = rows(18, "CAST(id < 9 AS INT) AS y", "id AS number");
    assertThat(notes(ProblemType.BINARY, List.of(0, 1), few)).isEmpty();
  }

  @Test
  void a_number_in_other_units_gives_it_away_and_one_that_goes_with_it_does_not() {
    Dataset<Row> prices =
        rows(
            50,
            "sin(id) * 100 AS y",
            "sin(id) * 100 AS copied",
            "32 - 1.8D * sin(id) * 100 AS fahrenheit",
            "sin(id) * 100 + 0.01 * cos(id) AS close",
            "IF(id < 19, sin(id) * 7, null) AS rarely_there",
            "CAST(null AS DOUBLE) AS never_there",
            "7 AS constant",
            "'word' AS word");
    assertThat(notes(ProblemType.REGRESSION, List.of(), prices))
        .containsExactly(
            "column 'copied' equals the label in every row: it gives the answer away; ignore it",
            "column 'fahrenheit' is the label in other units: it gives the answer away; ignore it");
  }
}
