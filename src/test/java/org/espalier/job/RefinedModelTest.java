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
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that is made of out-of-fold scores. */
final class RefinedModelTest extends SparkTest {

  private static final int ROWS = 400;

  @TempDir Path folder;

  /** A rare class that two learners see from two sides. */
  private Path data(String name, int rows, int seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(List.of("a,b,c,answer"));
    for (int i = 0; i < rows; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      boolean rare = a + (b > 0.5 && c > 0 ? 1.5 : 0) + random.nextGaussian() > 2;
      lines.add("%s,%s,%s,%s".formatted(a, b, c, rare ? "yes" : "no"));
    }
    return Files.write(folder.resolve(name), lines);
  }

  private CommandRun tune(String... more) throws IOException {
    String study =
        """
        study = s
        data { source = "%s", label = answer, test = { held-out-source = "%s" } }
        learners = [
          { type = logistic-regression, space { regParam = [0.01, 1] } }
          { type = random-forest, space { maxDepth = [2, 4], numTrees = 4 } }
          naive-bayes
        ]
        metric = balanced-accuracy
        folds = 2
        search = { sampler = grid }
        run.pre-flight = false
        output.path = "%s"
        """
            .formatted(
                data("train.csv", ROWS, 11), data("test.csv", 300, 5), folder.resolve("out"));
    Path file = Files.writeString(folder.resolve("s.conf"), study);
    return CommandRun.of(
        Stream.concat(Stream.of("tune", file.toString()), Stream.of(more)).toArray(String[]::new));
  }

  /** Width of the interval where rows of a group are drawn apart. */
  private static final double APART = 0.07938740490631235;

  @Tag(Sample.TAG)
  @Test
  void rows_of_a_group_are_drawn_together_for_the_interval_of_the_corrected_score()
      throws IOException {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>(List.of("g,x,answer"));
    for (int group = 0; group < 40; group++) {
      double x = random.nextGaussian();
      boolean yes = x > 0 ^ random.nextInt(5) == 0;
      for (int row = 0; row < 10; row++) {
        lines.add("%d,%s,%s".formatted(group, x + 0.001 * random.nextGaussian(), yes));
      }
    }
    Path rows = Files.write(folder.resolve("groups.csv"), lines);
    double together = width(rows, "group = g");
    double apart = Sample.rounds(2) > 1 ? width(rows, "ignore = [g]") : APART;
    assertThat(apart).isCloseTo(APART, within(1e-6));
    // A mean over 40 groups of ten equal labels is spread sqrt(10) times as far as one over 400.
    assertThat(together).isGreaterThan(1.7 * apart);
  }

  private double width(Path rows, String role) throws IOException {
    String study =
        """
        study = s
        data { source = "%s", label = answer, %s, test.held-out = none }
        learners = [ { type = logistic-regression, space { regParam = [0.01, 1] } } ]
        metric = accuracy
        folds = 4
        search.sampler = grid
        model.threshold = auto
        run.pre-flight = false
        output { path = "%s", overwrite = true }
        """
            .formatted(rows, role, folder.resolve("out"));
    Path file = Files.writeString(folder.resolve("groups.conf"), study);
    assertThat(CommandRun.of("tune", file.toString()).err()).isEmpty();
    JsonNode interval = found().path("estimate").path("interval");
    return interval.path("high").asDouble() - interval.path("low").asDouble();
  }

  private JsonNode found() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve("out/s/summary.json")))
        .get("outOfFold");
  }

  /** Balanced accuracy of the saved model's predictions for the rows of the test. */
  private double balanced() {
    Dataset<Row> rows =
        spark()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(folder.resolve("test.csv").toString());
    Dataset<Row> predicted =
        PipelineModel.load(folder.resolve("out/s/model").toString()).transform(rows);
    return (recall(predicted, "yes") + recall(predicted, "no")) / 2;
  }

  private static double recall(Dataset<Row> predicted, String answer) {
    Dataset<Row> rows = predicted.where("answer = '%s'".formatted(answer));
    return (double) rows.where("answer = predicted_answer").count() / rows.count();
  }

  @Test
  void thresholds_calibration_and_an_ensemble_are_part_of_the_saved_pipeline() throws IOException {
    CommandRun run =
        tune(
            "--set", "model.threshold=auto",
            "--set", "model.calibration=auto",
            "--set", "model.ensemble=3",
            "--set", "schedule={scheduler=halving,resource=rows,min-resource=100,eta=2}");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode found = found();
    assertThat(found.get("rows").asInt()).isEqualTo(ROWS);
    JsonNode estimate = found.get("estimate");
    assertThat(estimate.get("corrected").asDouble())
        .isLessThanOrEqualTo(estimate.get("naive").asDouble())
        .isBetween(
            estimate.get("interval").get("low").asDouble(),
            estimate.get("interval").get("high").asDouble());
    JsonNode thresholds = found.get("thresholds");
    assertThat(thresholds.get("criterion").asText()).isEqualTo("balanced-accuracy");
    assertThat(thresholds.get("kept").asBoolean()).isTrue();
    assertThat(thresholds.get("after").asDouble())
        .isGreaterThan(thresholds.get("before").asDouble());
    double weights = 0;
    for (JsonNode member : found.get("ensemble").get("members")) {
      weights += member.get("weight").asDouble();
    }
    assertThat(weights).isCloseTo(1, within(1e-9));
    assertThat(balanced()).isCloseTo(found.get("heldOut").get("model").asDouble(), within(1e-9));
    assertThat(run.out())
        .contains("Decision thresholds")
        .contains("Corrected for the choice among");
    assertThat(Files.readString(folder.resolve("out/s/report.html")))
        .contains("Corrected for the choice among");
  }

  @Tag("slow")
  @Test
  void costs_move_the_threshold_to_where_mistakes_cost_least() throws IOException {
    CommandRun run = tune("--set", "model.costs=[[0, 1], [20, 0]]");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode thresholds = found().get("thresholds");
    assertThat(thresholds.get("criterion").asText()).isEqualTo("costs");
    assertThat(thresholds.get("thresholds").get(1).asDouble()).isLessThan(0.3);
    assertThat(thresholds.get("after").asDouble()).isLessThan(thresholds.get("before").asDouble());
    assertThat(found().get("ensemble").isNull()).isTrue();
    CommandRun late = tune("--resume", "--set", "model.ensemble=3");
    assertThat(late.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(late.err()).contains("model.costs").contains("model.ensemble");
  }
}
