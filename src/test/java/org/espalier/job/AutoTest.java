package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.ml.AutoModel;
import org.espalier.ml.AutoTuner;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AutoTest extends SparkTest {

  /** Learners that are fitted in a moment. */
  private static final String QUICK =
      "learners=[{type=logistic-regression,space{maxIter=5,regParam={from=0.001,to=1,scale=log}}},"
          + "{type=decision-tree,space{maxDepth=[2,3]}}]";

  @TempDir Path folder;

  private CommandRun auto(String source, String... more) {
    return CommandRun.of(
        Stream.concat(
                Stream.of(
                    "auto",
                    "--source=" + source,
                    "--label=label",
                    "--output=" + folder.resolve("out")),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private Path table(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  @Tag("slow")
  @Test
  void a_table_becomes_a_model_whose_study_file_gives_the_same_study() throws IOException {
    CommandRun run = auto("embedded:wine", "--set=" + QUICK, "--set=search.trials=4");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    Path study = folder.resolve("out/wine");
    assertThat(run.out())
        .contains("leaderboard", "model     ", "settings  ", "study.conf")
        .containsPattern("\\d+ +\\d+ +logistic-regression +0\\.\\d+")
        .containsPattern("\\d+ +\\d+ +decision-tree +0\\.\\d+");
    assertThat(PipelineModel.load(study.resolve("model").toString()).stages()).isNotEmpty();
    assertThatItsFileGivesTheSame("wine");
    CommandRun there = auto("embedded:wine");
    assertThat(there.code()).isEqualTo(2);
    assertThat(there.err().lines())
        .singleElement()
        .asString()
        .startsWith("auto: output.path: ")
        .contains("holds a finished study; ");
  }

  private static List<String> trials(Path study) {
    return spark()
        .read()
        .parquet(study.resolve("trials").toString())
        .selectExpr("to_json(struct(trial, learner, configuration, scores))")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  @Test
  void names_of_rows_and_copies_of_the_label_are_left_out_and_a_study_of_few_rows_runs()
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("row_id,answer,x,label"));
    for (int i = 0; i < 40; i++) {
      boolean yes = i * 7 % 11 < 5;
      lines.add(
          "%d,%s,%d,%s".formatted(i, yes ? "y" : "n", i * 13 % 17 + (yes ? 5 : 0), yes ? 1 : 0));
    }
    CommandRun run =
        auto(table("few.csv", lines).toString(), "--set=" + QUICK, "--set=search.trials=2");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("left out  row_id: another value in every row")
        .contains("left out  answer: it alone takes away 100 % of the errors of a guess");
    assertThat(folder.resolve("out/few/study.conf"))
        .content()
        .contains("ignore = [\"row_id\", \"answer\"]", "test = none");
    assertThatItsFileGivesTheSame("few");
  }

  private void assertThatItsFileGivesTheSame(String name) {
    Path study = folder.resolve("out").resolve(name);
    CommandRun again =
        CommandRun.of(
            "tune",
            study.resolve("study.conf").toString(),
            "--output=" + folder.resolve("again"),
            "--set=model={save=none,ensemble=1,calibration=none,threshold=none}",
            "--set=run.pre-flight=false");
    assertThat(again.code()).as(again.out() + again.err()).isZero();
    assertThat(trials(folder.resolve("again").resolve(name))).isEqualTo(trials(study));
  }

  @Test
  void a_dataset_becomes_a_model_that_takes_it_as_it_is() throws Exception {
    Dataset<Row> rows =
        spark()
            .sql("SELECT id AS x, id % 3 AS y, CAST(id % 7 < 3 AS INT) AS label FROM range(120)");
    AutoModel model =
        new AutoTuner("label")
            .setOutput(folder.resolve("out").toString(), "seven")
            .setTimeout("10m")
            .setMetric("accuracy")
            .setSettings(List.of(QUICK, "search.trials=3"))
            .fit(rows);
    assertThat(model.model().transform(rows).columns()).contains("x", "label", "prediction");
    assertThat(model.leaderboard()).hasSizeBetween(2, 3);
    assertThat(model.study().summary().result().metric().name()).isEqualTo("accuracy");
    assertThat(model.page()).contains("seven");
    assertThat(spark().sql("SHOW TABLES").select("tableName").collectAsList())
        .noneMatch(one -> one.getString(0).startsWith("espalier_auto"));
  }

  @Test
  void a_time_that_is_too_short_is_told_before_anything_starts() {
    assertRefused(
        auto("embedded:wine", "--timeout=10s"),
        "auto: --timeout: 10 s are too short to start Spark, to read a table and to fit a model; give at least 30 s");
    assertRefused(
        auto("embedded:wine", "--timeout=none"),
        "auto: --timeout: must be a time within which the process ends, but is none; give at least 30"
            + " s");
    assertRefused(
        auto("embedded:wine", "--resume"),
        "auto: --resume: '%s' has no study that auto started; leave it out to start one"
            .formatted(folder.resolve("out/wine")));
  }

  private static void assertRefused(CommandRun run, String line) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo(line + System.lineSeparator());
  }
}
