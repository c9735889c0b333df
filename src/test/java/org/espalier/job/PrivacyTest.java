package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study leaves and prints holds no row of its data, and nothing that acts on a reader. */
final class PrivacyTest extends SparkTest {

  private static final String SECRET = new StringBuilder("qx1007tneitap").reverse().toString();

  private static final String NAME = "\u001b[31mage\u202e<b>";

  @TempDir Path folder;

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
        run.pre-flight = false
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
    assertThat(wrong.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(wrong.err()).contains("\ufffd[2Jx").doesNotContain("\u001b");
  }
}
