package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of what the winner says of rows that it was not fitted on. */
final class PredictionsTest extends SparkTest {

  private static final int ROWS = 120;

  @TempDir Path folder;

  private CommandRun tune(String key, String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,x,size,answer"));
    for (int i = 0; i < ROWS; i++) {
      lines.add("r%d,%d,%d,%s".formatted(i, i % 10, i * 7 % 11, i % 10 > 4 ? "yes" : "no"));
    }
    Path data = Files.write(folder.resolve("t.csv"), lines);
    String study =
        """
        study = s
        data { source = "%s", label = answer, %s }
        learners = [{ type = logistic-regression, space { maxIter = 5, regParam = [0.1, 1] } }]
        metric = accuracy
        folds = 3
        search = { sampler = grid, trials = 2 }
        run.pre-flight = false
        """
            .formatted(data, key);
    Path file = Files.writeString(folder.resolve("s.conf"), study);
    return CommandRun.of(
        Stream.concat(
                Stream.of("tune", file.toString(), "--output", folder.resolve("out").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private Dataset<Row> table(String name) {
    return spark().read().parquet(folder.resolve("out/s").resolve(name).toString());
  }

  private double accuracy(int fold) {
    Dataset<Row> rows = table("predictions").where("fold = " + fold);
    return (double) rows.where("label = prediction").count() / rows.count();
  }

  @Test
  void holds_each_training_row_once_with_what_a_pipeline_says_that_has_not_seen_it()
      throws IOException {
    CommandRun run = tune("key = [id], ignore = [id]", "--set", "output.collect-predictions=true");
    assertThat(run.code()).as(run.err()).isZero();
    Dataset<Row> predictions = table("predictions");
    assertThat(predictions.columns())
        .containsExactly("key", "fold", "label", "prediction", "probability");
    assertThat(predictions.select("key.id").distinct().count())
        .isEqualTo(predictions.count())
        .isEqualTo(ROWS - ROWS / 5);
    assertThat(predictions.where("int(substr(key.id, 2)) % 10 > 4").select("label").distinct())
        .returns(1L, Dataset::count)
        .extracting(labels -> labels.first().getString(0))
        .isEqualTo("yes");
    assertThat(predictions.where("abs(probability[0] + probability[1] - 1) > 1e-9").count())
        .isZero();
    // The scores of the winner's cells can be worked out from it.
    String summary = Files.readString(folder.resolve("out/s/summary.json"));
    int winner = Integer.parseInt(summary.replaceAll("(?s).*?\"trial\" : (\\d+).*", "$1"));
    for (Row cell : table("cells").where("trial = " + winner).collectAsList()) {
      double score = cell.<Double>getAs("score");
      assertThat(accuracy(cell.<Integer>getAs("fold"))).isCloseTo(score, within(1e-9));
    }
    assertThat(summary).contains("\"predictions\" : \"predictions\"");
  }

  @Test
  void names_rows_by_a_hash_without_a_key_and_is_left_only_where_it_is_asked_for()
      throws IOException {
    assertThat(tune("ignore = [id]").code()).isZero();
    assertThat(folder.resolve("out/s/predictions")).doesNotExist();
    CommandRun late = tune("ignore = [id]", "--resume", "--set", "output.collect-predictions=true");
    assertThat(late.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(late.err().lines())
        .singleElement()
        .asString()
        .contains(
            "output.collect-predictions: was false when the study was begun, and is now true; keep it");
    CommandRun run =
        tune("ignore = [id]", "--overwrite", "--set", "output.collect-predictions=true");
    assertThat(run.code()).as(run.err()).isZero();
    Dataset<Row> predictions = table("predictions");
    assertThat(predictions.schema().apply("key").dataType().simpleString()).isEqualTo("bigint");
    assertThat(predictions.select("key").distinct().count()).isEqualTo(ROWS - ROWS / 5);
    assertThat(tune("ignore = [id]", "--overwrite").code()).isZero();
    assertThat(folder.resolve("out/s/predictions")).doesNotExist();
  }
}
