package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Reason;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study leaves and prints holds no row of its data, and nothing that acts on a reader. */
final class PrivacyTest extends SparkTest {

  private static final String SECRET = new StringBuilder("qx1007tneitap").reverse().toString();

  private static final String NAME = "\u001b[31mage\u202e<b>";

  @TempDir Path folder;

  @BeforeAll
  static void session() {
    spark();
  }

  private CommandRun tune() throws IOException {
    List<String> lines = new ArrayList<>(List.of(NAME + ",note,label"));
    for (int i = 0; i < 80; i++) {
      String note = i % 3 == 0 ? "calm" : "tense";
      String label = i % 2 == 0 ? "<i>yes" : "no\u001b[0m";
      lines.add("%d,%s,%s".formatted(i % 7 + i % 2, note, label));
    }
    Path data = Files.write(folder.resolve("t.csv"), lines);
    String study =
        """
        study = ward
        data { source = "%s", label = label, test = none }
        learners = [{ type = logistic-regression, space { maxIter = 3, regParam = [0, 1] } }]
        folds = 2
        search = { trials = 3 }
        output { path = "%s" }
        """
            .formatted(data, folder.resolve("out"));
    return CommandRun.of("tune", Files.writeString(folder.resolve("s.conf"), study).toString());
  }

  /** As a task throws it: Spark's indexer quotes the value that it does not know. */
  @Test
  void the_message_of_a_failed_fit_tells_no_value_of_a_row() {
    StringIndexerModel indexer =
        new StringIndexer()
            .setInputCol("note")
            .setOutputCol("index")
            .setHandleInvalid("error")
            .fit(notes("calm", "tense"));
    Exception failure =
        assertThrows(
            Exception.class, () -> indexer.transform(notes("calm", SECRET)).collectAsList());
    StringWriter told = new StringWriter();
    failure.printStackTrace(new PrintWriter(told));
    assertThat(told.toString()).contains(SECRET);
    assertThat(Reason.of(failure, List.of())).contains("Unseen label: …").doesNotContain(SECRET);
    assertThat(Reason.trace(failure))
        .contains("at org.apache.spark.ml.feature.StringIndexerModel")
        .doesNotContain(SECRET);
  }

  private Dataset<Row> notes(String... notes) {
    return spark().createDataset(List.of(notes), Encoders.STRING()).toDF("note");
  }

  @Test
  void column_names_and_labels_act_on_no_terminal_and_no_page() throws IOException {
    CommandRun run = tune();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out() + run.err())
        .contains("age")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
    String page = Files.readString(folder.resolve("out/ward/report.html"));
    assertThat(page)
        .contains("age")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e")
        .doesNotContain("age<b>")
        .doesNotContain("\ufffd<b>")
        .doesNotContain("<i>yes");
    CommandRun wrong =
        CommandRun.of("tune", folder + "/s.conf", "--set", "data.label=\"\u001b[2Jx\"");
    assertThat(wrong.code()).isEqualTo(ExitCode.INVALID);
    assertThat(wrong.err()).contains("\ufffd[2Jx").doesNotContain("\u001b");
  }

  private static final List<String> NAMES =
      List.of("diagnosis_zq", "ward_zq", "outcome_zq", "grave_zq", "mild_zq", "mark_zq", "none_zq");

  private CommandRun tuneHidden(String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of("diagnosis_zq,ward_zq,mark_zq,outcome_zq"));
    for (int i = 0; i < 80; i++) {
      String label = i % 2 == 0 ? "grave_zq" : "mild_zq";
      lines.add("%d,%s,%d,%s".formatted(i % 7 + i % 2, i % 3 == 0 ? "none_zq" : "b", i, label));
    }
    Path data = Files.write(folder.resolve("t.csv"), lines);
    String study =
        """
        study = ward
        data { source = "%s", label = outcome_zq, positive = grave_zq, ignore = [mark_zq], missing = [none_zq] }
        learners = [{ type = logistic-regression, space { maxIter = 3, regParam = [0, 1] } }]
        folds = 2
        search = { trials = 2 }
        output { path = "%s", names = hidden, resume = auto }
        """
            .formatted(data, folder.resolve("out"));
    List<String> command = new ArrayList<>(List.of("tune"));
    command.add(Files.writeString(folder.resolve("s.conf"), study).toString());
    command.addAll(List.of(more));
    return CommandRun.of(command.toArray(String[]::new));
  }

  @Test
  void names_of_columns_and_classes_stand_nowhere_but_in_the_model_where_they_are_hidden()
      throws IOException {
    CommandRun run = tuneHidden();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out() + run.err()).doesNotContain(NAMES).contains("a label by area-under-roc");
    int looked = 0;
    try (Stream<Path> files = Files.walk(folder.resolve("out/ward"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains("/model/")) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertThat(text).as(file.toString()).doesNotContain(NAMES);
          looked++;
        }
      }
    }
    assertThat(looked).isGreaterThan(6);
    for (String table : List.of("trials", "cells", "decisions")) {
      String rows =
          spark().read().parquet(folder.resolve("out/ward") + "/" + table).toJSON().collectAsList()
              + "";
      assertThat(rows).doesNotContain(NAMES);
    }
    CommandRun again = tuneHidden();
    assertThat(again.out()).contains("has ended, and nothing more is asked for");
    CommandRun other = tuneHidden("--set", "data.ignore=[]");
    assertThat(other.code()).isEqualTo(ExitCode.INVALID);
    assertThat(other.err()).doesNotContain(NAMES);
  }
}
