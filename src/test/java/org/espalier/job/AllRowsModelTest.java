package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are fitted on held-out rows, too, once these have given their scores. */
final class AllRowsModelTest extends SparkTest {

  private static final String COLUMNS = "a,b,kind,answer";

  @TempDir private Path folder;

  /** Rows of a rule with noise; in those of another seed some kinds are others. */
  private static List<String> rows(int number, int seed) {
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      String kind = i % 4 == 0 ? "seed" + seed : i % 3 == 0 ? "" : "usual";
      boolean yes = a + (b > 0.5 ? 1.5 : 0) + 0.7 * random.nextGaussian() > 1.2;
      rows.add("%s,%s,%s,%s".formatted(a, i % 7 == 0 ? "" : b, kind, yes ? "yes" : "no"));
    }
    return rows;
  }

  private Path table(String name, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(COLUMNS));
    lines.addAll(rows);
    return Files.write(folder.resolve(name), lines);
  }

  private String study(String learners, String test, List<String> rows) throws IOException {
    return """
        study = s
        data { source = "%s", label = answer, test = %s }
        learners = %s
        metric = balanced-accuracy
        folds = 2
        search.sampler = grid
        run.pre-flight = false
        """
        .formatted(table("train.csv", rows), test, learners);
  }

  /** Study whose held-out rows are a table of their own. */
  private String holdingOut(String learners) throws IOException {
    Path heldOut = table("held-out.csv", rows(150, 2));
    return study(learners, "{ held-out-source = \"%s\" }".formatted(heldOut), rows(250, 1));
  }

  private static CommandRun ok(CommandRun run) {
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private CommandRun tune(String study, String out, String... more) throws IOException {
    return ok(CommandRun.tune(folder, study, out, more));
  }

  private Path left(String out, String entry) {
    return folder.resolve(out).resolve("s").resolve(entry);
  }

  private PipelineModel model(String out, String name) {
    return PipelineModel.load(left(out, name).toString());
  }

  private Dataset<Row> predicted(PipelineModel model) {
    return model.transform(
        spark()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(folder.resolve("held-out.csv").toString()));
  }

  private static <M extends Transformer> M last(PipelineModel model, Class<M> type) {
    return List.of(model.stages()).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private double balanced(PipelineModel model) {
    Dataset<Row> rows = predicted(model);
    return (recall(rows, "yes") + recall(rows, "no")) / 2;
  }

  private static double recall(Dataset<Row> predicted, String answer) {
    Dataset<Row> rows = predicted.where("answer = '%s'".formatted(answer));
    return (double) rows.where("answer = predicted_answer").count() / rows.count();
  }

  @Test
  void it_is_the_model_of_a_study_without_held_out_rows_and_the_scores_are_of_the_other_one()
      throws IOException {
    String tree = "[decision-tree]";
    List<String> all = rows(250, 1);
    all.addAll(rows(150, 2));
    tune(study(tree, "none", all), "whole");
    String study = holdingOut(tree);
    CommandRun run = tune(study, "refit", "--set", "model.refit=all");
    assertThat(run.out())
        .contains("150 held out until the end, when the model is fitted on them too")
        .contains("The model was fitted again on all 400 rows, held-out ones too.");
    assertThat(debugged("refit", "model"))
        .isEqualTo(debugged("whole", "model"))
        .isNotEqualTo(debugged("refit", "training-model"));
    JsonNode summary = json(left("refit", "summary.json"));
    assertThat(balanced(model("refit", "training-model")))
        .isCloseTo(summary.at("/winner/heldOut/score").asDouble(), within(1e-9));
    assertThat(summary.at("/refit/rows").asLong()).isEqualTo(400);
    assertThat(summary.at("/files/training-model").asText()).isEqualTo("training-model");
    assertThat(left("refit", "all-rows-model")).doesNotExist();
    assertThat(Files.readString(left("refit", "report.html")))
        .contains("All scores are of the model of the training rows")
        .contains("The examined model was fitted on the training rows alone");
    assertThat(Files.readString(left("refit", "model-card.md")))
        .contains("The model was fitted again on all 400 rows")
        .contains("so no score is its own");
  }

  private String debugged(String out, String name) {
    return last(model(out, name), DecisionTreeClassificationModel.class)
        .toDebugString()
        .replaceAll("uid=\\w+", "");
  }

  @Test
  @Tag("slow")
  void a_study_whose_driver_was_killed_at_any_moment_of_the_step_goes_on_with_it()
      throws IOException {
    String study = holdingOut("[decision-tree]");
    tune(study, "refit", "--set", "model.refit=all");
    WrittenStudy whole = new WrittenStudy(folder.resolve("refit"), "s");
    Predicate<StudyEvent> before = event -> !(event instanceof StudyEvent.Refitted);
    Predicate<StudyEvent> any = event -> true;
    killed(whole, "unfitted", before, false, false); // half of a model is there
    killed(whole, "recorded", any, false, true);
    killed(whole, "moved", any, true, true);
    for (String out : List.of("unfitted", "recorded", "moved")) {
      tune(study, out, "--resume", "--set", "model.refit=all");
      assertThat(debugged(out, "model")).as(out).isEqualTo(debugged("refit", "model"));
      assertThat(debugged(out, "training-model"))
          .as(out)
          .isEqualTo(debugged("refit", "training-model"));
      assertThat(left(out, "all-rows-model")).as(out).doesNotExist();
      assertThat(json(left(out, "summary.json")).at("/refit/rows").asLong()).isEqualTo(400);
    }
  }

  /**
   * Writes the folder of a killed driver.
   *
   * @param kept events of its journal but the last one, which ends the study
   * @param isMoved true if the model of the training rows is out of its place
   * @param isWhole true if the model of all rows is saved; else a part of it
   */
  private void killed(
      WrittenStudy whole, String out, Predicate<StudyEvent> kept, boolean isMoved, boolean isWhole)
      throws IOException {
    WrittenStudy cut = new WrittenStudy(folder.resolve(out), "s");
    try (JournalStore journal = cut.folder().journal()) {
      for (StudyEvent event : whole.events()) {
        if (!(event instanceof StudyEvent.Began || event instanceof StudyEvent.Closed)
            && kept.test(event)) {
          journal.append(event);
        }
      }
    }
    copy(whole, "training-model", cut, isMoved ? "training-model" : "model");
    copy(whole, isWhole ? "model" : "model/metadata", cut, "all-rows-model");
  }

  private static void copy(WrittenStudy from, String entry, WrittenStudy to, String as)
      throws IOException {
    Path source = from.path().resolve(entry);
    try (var files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copied = to.path().resolve(as).resolve(source.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        if (Files.isRegularFile(file)) {
          Files.copy(file, copied);
        }
      }
    }
  }

  @Test
  @Tag("slow")
  void tasks_passes_and_jobs_fit_the_same_model() throws IOException {
    String study = holdingOut("[logistic-regression]");
    List<LogisticRegressionModel> models = new ArrayList<>();
    for (String training : List.of("tasks", "distributed", "jobs")) {
      tune(study, training, "--set", "model.refit=all", "--set", "run.training=" + training);
      models.add(last(model(training, "model"), LogisticRegressionModel.class));
    }
    for (LogisticRegressionModel other : models.subList(1, models.size())) {
      assertThat(other.coefficients().size()).isEqualTo(models.get(0).coefficients().size());
      for (int i = 0; i < other.coefficients().size(); i++) {
        assertThat(other.coefficients().apply(i))
            .isCloseTo(models.get(0).coefficients().apply(i), within(1e-4));
      }
    }
  }

  @Test
  @Tag("slow")
  void an_ensemble_keeps_its_weights_calibration_and_thresholds() throws IOException {
    String study =
        holdingOut(
            """
            [
              { type = logistic-regression, space { regParam = [0.01, 1] } }
              { type = random-forest, space { maxDepth = [2, 4], numTrees = 4 } }
            ]
            """);
    String[] made = {"--set", "model={threshold=auto,calibration=auto,ensemble=3,refit=all}"};
    tune(study, "together", made);
    JsonNode found = json(left("together", "summary.json")).get("outOfFold");
    assertThat(balanced(model("together", "training-model")))
        .isCloseTo(found.at("/heldOut/model").asDouble(), within(1e-9));
    assertThat(model("together", "model").stages())
        .hasSameSizeAs(model("together", "training-model").stages());
    WrittenStudy whole = new WrittenStudy(folder.resolve("together"), "s");
    killed(whole, "again", event -> !(event instanceof StudyEvent.Refitted), false, false);
    copy(whole, "out-of-fold", new WrittenStudy(folder.resolve("again"), "s"), "out-of-fold");
    String[] resumed = {made[0], made[1], "--resume"};
    tune(study, "again", resumed);
    assertThat(probabilities("again")).isEqualTo(probabilities("together"));
  }

  private List<String> probabilities(String out) {
    return predicted(model(out, "model")).select("probability").toJSON().collectAsList();
  }

  @Test
  void without_a_model_there_is_none_to_fit_on_all_rows() throws IOException {
    CommandRun run =
        CommandRun.tune(
            folder,
            holdingOut("[decision-tree]"),
            "none",
            "--set",
            "model.refit=all",
            "--set",
            "model.save=none");
    assertThat(run.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err())
        .contains("model.refit: needs the winner's model, but model.save = none")
        .hasLineCount(1);
  }

  @Test
  @Tag("slow")
  void a_nightly_run_compares_the_models_of_training_rows() throws IOException {
    String study = study("[decision-tree]", "{ held-out = 0.3 }", rows(300, 1));
    tune(study, "nights", "--if-changed", "--set", "model.refit=all");
    JsonNode first = json(folder.resolve("nights/s.in-use.json"));
    assertThat(first.get("scored").asText()).endsWith("/training-model");
    String more = study("[decision-tree]", "{ held-out = 0.3 }", rows(330, 1));
    CommandRun second = tune(more, "nights", "--if-changed", "--set", "model.refit=all");
    assertThat(second.out()).containsPattern("kept      |in place of ");
    assertThat(second.out()).doesNotContain("not there any more");
  }
}
