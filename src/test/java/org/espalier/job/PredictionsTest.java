package org.espalier.job;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of what the finalists say of rows that they were not fitted on. */
final class PredictionsTest extends SparkTest {

  private static final int ROWS = 120;

  @TempDir Path folder;

  private CommandRun tune(String data, String folds, String out, String... more)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,x,size,w,day,answer"));
    for (int i = 0; i < ROWS; i++) {
      lines.add(
          "r%d,%d,%d,%s,%d,%s"
              .formatted(i, i % 10, i * 7 % 11, 1 + i % 3 / 2.0, i, i % 10 > 4 ? "yes" : "no"));
    }
    Path table = Files.write(folder.resolve("t.csv"), lines);
    String study =
        """
        study = s
        data { source = "%s", label = answer, %s }
        learners = [{ type = logistic-regression, space { maxIter = 5, regParam = [0.1, 1] } }]
        metric = accuracy
        folds = %s
        search = grid
        run.pre-flight = false
        """
            .formatted(table, data, folds);
    return CommandRun.tune(folder, study, out, more);
  }

  private Dataset<Row> table(String out, String name) {
    return spark().read().parquet(folder.resolve(out + "/s").resolve(name).toString());
  }

  private Dataset<Row> predictions(String out, String data, String folds, String... more)
      throws IOException {
    String[] settings =
        Stream.concat(Stream.of("--set", "output.collect-predictions=true"), Stream.of(more))
            .toArray(String[]::new);
    CommandRun run = tune(data, folds, out, settings);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).doesNotContain("not kept");
    return table(out, "predictions").cache();
  }

  /** The scores of all cells of the search can be worked out from the table. */
  private void assertScored(String out, Dataset<Row> predictions) {
    Dataset<Row> scored =
        predictions
            .groupBy("trial", "fold")
            .agg(expr("sum(if(label = prediction, weight, 0)) / sum(weight)").as("worked_out"));
    List<Row> cells =
        table(out, "cells")
            .join(scored, new String[] {"trial", "fold"}, "left")
            .select("score", "worked_out")
            .collectAsList();
    assertThat(cells).hasSizeGreaterThan(5);
    for (Row cell : cells) {
      assertThat(cell.getDouble(1)).isCloseTo(cell.getDouble(0), within(1e-9));
    }
  }

  @Test
  void holds_the_rows_of_each_finalist_with_what_a_pipeline_says_that_has_not_seen_them()
      throws IOException {
    Dataset<Row> predictions =
        predictions("out", "key = [id], ignore = [id, day], weight = w", "2");
    assertThat(predictions.columns())
        .containsExactly(
            "key", "repeat", "fold", "trial", "label", "weight", "prediction", "scores");
    assertThat(predictions.groupBy("trial").count().collectAsList())
        .hasSize(3)
        .extracting(row -> row.getLong(1))
        .containsOnly(ROWS - ROWS / 5L);
    assertThat(predictions.select("key.id").distinct().count()).isEqualTo(ROWS - ROWS / 5);
    assertThat(predictions.where("int(substr(key.id, 2)) % 10 > 4").select("label").distinct())
        .returns(1L, Dataset::count)
        .extracting(labels -> labels.first().getString(0))
        .isEqualTo("yes");
    assertThat(predictions.where("abs(scores[0] + scores[1] - 1) > 1e-9").count()).isZero();
    assertThat(predictions.where("weight != 1 + int(substr(key.id, 2)) % 3 / 2").count()).isZero();
    assertScored("out", predictions);
    assertThat(Files.readString(folder.resolve("out/s/summary.json")))
        .contains("\"predictions\" : \"predictions\"");
    predictions.unpersist();
  }

  @Tag("slow")
  @Test
  void are_the_same_wherever_cells_are_trained() throws IOException {
    String data = "key = [id], ignore = [id, day], weight = w";
    Dataset<Row> inTasks = predictions("out", data, "3");
    Dataset<Row> byJobs =
        predictions("jobs", data, "3", "--set", "run.training=jobs", "--set", "run.parallelism=4");
    assertThat(rounded(byJobs)).containsExactlyElementsOf(rounded(inTasks));
    inTasks.unpersist();
    byJobs.unpersist();
  }

  private static List<Row> rounded(Dataset<Row> predictions) {
    return predictions
        .selectExpr("key", "fold", "trial", "label", "weight", "prediction", "round(scores[0], 6)")
        .orderBy("trial", "fold", "key")
        .collectAsList();
  }

  @Tag("slow")
  @Test
  void names_rows_by_a_hash_without_a_key_and_is_left_only_where_it_is_asked_for()
      throws IOException {
    assertThat(tune("ignore = [id, day, w]", "3", "out").code()).isZero();
    assertThat(folder.resolve("out/s/predictions")).doesNotExist();
    assertThat(folder.resolve("out/s/out-of-fold")).doesNotExist();
    CommandRun late =
        tune(
            "ignore = [id, day, w]",
            "3",
            "out",
            "--resume",
            "--set",
            "output.collect-predictions=true");
    assertThat(late.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(late.err().lines())
        .singleElement()
        .asString()
        .contains(
            "output.collect-predictions: was false when the study started, and is now true; keep"
                + " it");
    Dataset<Row> predictions = predictions("out", "ignore = [id, day, w]", "3", "--overwrite");
    assertThat(predictions.schema().apply("key").dataType().simpleString()).isEqualTo("bigint");
    assertThat(predictions.select("key").distinct().count()).isEqualTo(ROWS - ROWS / 5);
    predictions.unpersist();
    assertThat(tune("ignore = [id, day, w]", "3", "out", "--overwrite").code()).isZero();
    assertThat(folder.resolve("out/s/predictions")).doesNotExist();
    assertThat(folder.resolve("out/s/out-of-fold")).doesNotExist();
  }

  @Tag("slow")
  @Test
  void each_repeat_of_the_folds_holds_each_row_and_rows_of_a_group_are_in_one_fold()
      throws IOException {
    Dataset<Row> predictions =
        predictions(
            "out",
            "key = [id], group = day, ignore = [id, w], test = none",
            "{ num-folds = 2, repeats = 2 }",
            "--set",
            "winner.winner-repeats=1");
    assertScored("out", predictions);
    assertThat(predictions.where("repeat != floor(fold / 2)").count()).isZero();
    assertThat(predictions.groupBy("trial", "repeat").count().collectAsList())
        .hasSize(3 * 3)
        .extracting(row -> row.getLong(2))
        .containsOnly((long) ROWS);
    predictions.unpersist();
  }

  @Tag("slow")
  @Test
  void rows_of_the_first_period_have_no_score() throws IOException {
    Dataset<Row> predictions =
        predictions(
            "out",
            "key = [day], time = day, ignore = [id, w], test = none",
            "{ fold-rule = time, num-folds = 3 }");
    assertScored("out", predictions);
    Row first = predictions.selectExpr("min(key.day)", "count(distinct key.day)").first();
    assertThat(first.getInt(0)).isBetween(ROWS / 5, ROWS / 3);
    assertThat(first.getLong(1)).isEqualTo(ROWS - first.getInt(0));
    predictions.unpersist();
  }

  @Tag("slow")
  @Test
  void a_resumed_study_has_the_table_of_one_that_was_not_cut() throws IOException {
    String data = "key = [id], ignore = [id, day, w]";
    Dataset<Row> whole = predictions("out", data, "3");
    List<StudyEvent> events =
        new WrittenStudy(folder.resolve("out"), "s")
            .events().stream().filter(event -> !(event instanceof StudyEvent.Began)).toList();
    List<StudyEvent> cut = events.subList(0, events.size() / 2);
    try (JournalStore journal = new WrittenStudy(folder.resolve("cut"), "s").folder().journal()) {
      for (StudyEvent event : cut) {
        journal.append(event);
      }
    }
    Set<String> known =
        cut.stream()
            .filter(StudyEvent.CellEnded.class::isInstance)
            .map(StudyEvent.CellEnded.class::cast)
            .map(cell -> "%d-%d.scores".formatted(cell.proposal(), cell.outcome().fold()))
            .collect(Collectors.toSet());
    assertThat(known).hasSizeBetween(2, 7);
    Path scores = Files.createDirectory(folder.resolve("cut/s/out-of-fold"));
    for (String file : known) {
      Files.copy(folder.resolve("out/s/out-of-fold").resolve(file), scores.resolve(file));
    }
    Files.copy(
        folder.resolve("out/s/out-of-fold").resolve(known.iterator().next()),
        scores.resolve("99-0.scores"));
    Dataset<Row> resumed = predictions("cut", data, "3", "--resume");
    assertThat(resumed.collectAsList()).containsExactlyElementsOf(whole.collectAsList());
    assertThat(scores.resolve("99-0.scores")).doesNotExist();
    whole.unpersist();
    resumed.unpersist();
  }
}
