package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lineage that a job leaves, and the command that checks it. */
final class AuditTest extends SparkTest {

  private static final int DIFFERENT = StudyStatus.INVALID.exitCode();

  @TempDir Path folder;

  private CommandRun tune(String names) throws IOException {
    return CommandRun.tune(
        folder,
        """
        study = flowers
        data { source = "%s", label = label }
        learners = [
          { type = logistic-regression, space { regParam = { from = 0.01, to = 1, scale = log } } }
        ]
        folds = 2
        search = { sampler = random, trials = 3 }
        run.pre-flight = false
        output.names = %s
        """
            .formatted(rows(0), names),
        "out");
  }

  /** A table of two classes, of which a value may be another one. */
  private Path rows(int first) throws IOException {
    StringBuilder lines = new StringBuilder("weight,height,label\n");
    for (int i = 0; i < 80; i++) {
      String label = i * 7 % 31 + i % 5 > 16 ? "heavy" : "light";
      lines.append("%d,%d,%s%n".formatted(i == 0 ? first : i * 7 % 31, i * 5 % 17, label));
    }
    return Files.writeString(folder.resolve("rows.csv"), lines.toString());
  }

  private Path entry(String name) {
    return folder.resolve("out/flowers").resolve(name);
  }

  private CommandRun audit(String... more) {
    List<String> words = new ArrayList<>(List.of("audit", entry("").toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private void differs(String start) {
    CommandRun audit = audit();
    assertThat(audit.out()).startsWith("differs      " + start).hasLineCount(1);
    assertThat(audit.code()).isEqualTo(DIFFERENT);
  }

  /** The table of trials with other learners, in the files of another writer. */
  private void changeTrials() {
    spark()
        .read()
        .parquet(entry("trials").toString())
        .withColumn("learner", functions.lit("other"))
        .write()
        .parquet(folder.resolve("other").toString());
    rewriteTrials("other", 1);
  }

  private void rewriteTrials(String from, int files) {
    spark()
        .read()
        .parquet(folder.resolve(from).toString())
        .repartition(files)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(entry("trials").toString());
  }

  @Test
  void a_study_is_as_recorded_until_something_is_changed() throws IOException {
    CommandRun tuned = tune("hidden");
    assertThat(tuned.code()).as(tuned.err()).isZero();
    for (String file :
        List.of("model-card.md", "model-card.json", "openlineage.ndjson", "receipt.json")) {
      assertThat(Files.readString(entry(file)))
          .as(file)
          .doesNotContain("weight")
          .doesNotContain("height")
          .doesNotContain("heavy");
    }
    CommandRun same = audit();
    assertThat(same.out()).containsPattern("as recorded  \\d+ parts\nreceipt      [0-9a-f]{64}\n");
    assertThat(same.code()).as(same.err()).isZero();
    spark()
        .read()
        .parquet(entry("trials").toString())
        .write()
        .parquet(folder.resolve("copy").toString());
    rewriteTrials("copy", 2);
    assertThat(audit().code()).as("the same rows in other files").isZero();
    CommandRun again = audit("--rerun");
    assertThat(again.err())
        .contains("flowers: data.label: is hidden in the record; --set data.label=…");
    changeTrials();
    differs("trials: row 0, column learner: was logistic-regression, is other");
    Files.delete(entry("receipt.json"));
    assertThat(audit().err())
        .startsWith(
            entry("")
                + ": holds no receipt: its study has not ended, or is of an older version; 'report ")
        .hasLineCount(1);
    Files.writeString(entry("receipt.json"), "{}");
    assertThat(audit().err()).startsWith(entry("") + ": receipt.json: Receipt.format: is missing");
  }

  @Test
  @Tag("full") // three studies
  void a_study_runs_again_to_the_same_tables_unless_its_rows_changed() throws IOException {
    assertThat(tune("hidden").code()).isZero();
    CommandRun same = audit("--rerun", "--set", "data.label=label");
    assertThat(same.out()).endsWith("all tables are equal, but for what is measured\n");
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(folder.resolve("out")).isDirectoryContaining("glob:**/flowers");
    assertThat(folder.resolve("out").toFile().list()).hasSize(1);
    rows(30);
    CommandRun other = audit("--rerun", "--set", "data.label=label");
    assertThat(other.out())
        .containsPattern(
            "differs      data.source: the rows are not those of the study: their fingerprint was"
                + " [0-9a-f]+, is [0-9a-f]+\n$");
    assertThat(other.code()).isEqualTo(DIFFERENT);
  }
}
