package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A column that knows the answer is told, and one that is only good is not. */
final class LabelLeakTest extends SparkTest {

  @TempDir private Path folder;

  /** Columns of which a study of a table says that they tell its label, y. */
  private List<String> told(int rows, String... columns) {
    Path table = folder.resolve("table.parquet");
    spark().range(0, rows, 1, 4).selectExpr(columns).write().parquet(table.toString());
    try (StudyData data = Plans.of(table, "y").folds(2).prepare(spark())) {
      return data.leakNotes().stream()
          .filter(note -> note.contains("it alone takes away"))
          .map(note -> note.replaceFirst("^column '(\\w+)': .*", "$1"))
          .toList();
    }
  }

  @Test
  void a_copy_of_the_label_and_another_word_for_it_give_it_away() {
    assertThat(
            told(
                60,
                "CAST(id % 3 = 0 AS INT) AS y",
                "CAST(id % 3 = 0 AS DOUBLE) AS copied",
                "IF(id % 3 = 0, 'yes', 'no') AS alive",
                "IF(id % 3 = 0, 100 + id, id) AS paid",
                "IF(id % 3 = 0, CONCAT('boat ', id), null) AS boat",
                "IF(id % 3 = 0 AND id % 2 = 0, 'yes', 'no') AS half",
                "id % 7 AS day",
                "CONCAT('name ', id) AS name",
                "id AS number"))
        .containsExactly("copied", "alive", "paid", "boat");
  }

  @Test
  void of_three_classes_all_must_be_told_apart() {
    assertThat(
            told(
                90,
                "CONCAT('class ', id % 3) AS y",
                "CONCAT('class ', id % 3) AS same",
                "id % 3 * 10 + id % 5 AS apart",
                "IF(id % 3 = 0, 1, 2 + id % 2) AS first_only"))
        .containsExactly("same", "apart");
  }

  @Test
  void few_rows_are_told_apart_by_chance_and_nothing_is_said() {
    assertThat(told(18, "CAST(id < 9 AS INT) AS y", "id AS number")).isEmpty();
  }

  @Test
  void a_number_in_other_units_gives_it_away_and_one_that_goes_with_it_does_not() {
    assertThat(
            told(
                50,
                "sin(id) * 100 AS y",
                "sin(id) * 100 AS copied",
                "32 - 1.8D * sin(id) * 100 AS fahrenheit",
                "sin(id) * 100 + 50 * cos(7 * id) AS near",
                "IF(id < 19, sin(id) * 7, null) AS rarely_there",
                "CAST(7 AS DOUBLE) AS constant",
                "'word' AS word"))
        .containsExactly("copied", "fahrenheit");
  }
}
