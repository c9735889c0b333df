package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies of a table that changes from night to night. */
final class NightlyRunTest extends SparkTest {

  private static final String TREES =
      """
      study = nightly
      data { source = "%s", label = answer }
      learners = [{ type = decision-tree, space { maxDepth = [2, 3] } }]
      metric = accuracy
      folds = 2
      search.trials = 2
      run.pre-flight = false
      """;

  @TempDir private Path folder;

  private CommandRun night(String study) throws IOException {
    return CommandRun.tune(folder, study, "out", "--if-changed");
  }

  private List<String> studies() throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("out"))) {
      return entries.filter(Files::isDirectory).map(e -> e.getFileName().toString()).toList();
    }
  }

  /** Rows of which the answer is whether the first column is above a number. */
  private void table(int rows, int shift, int above) throws IOException {
    StringBuilder csv = new StringBuilder("a.x,b,answer\n"); // with a dot, as columns may have
    for (int row = 0; row < rows; row++) {
      int a = row * 37 % 101 + shift;
      String b = shift > 0 && row % 2 == 0 ? "fair" : row % 3 == 0 ? "" : "calm";
      csv.append("%d,%s,%s\n".formatted(a, b, a > above ? "yes" : "no"));
    }
    Files.writeString(folder.resolve("table.csv"), csv);
  }

  private String inUse() throws IOException {
    return Files.readString(folder.resolve("out/nightly.in-use.json"));
  }

  @Test
  void a_model_is_kept_until_the_rows_ask_for_another_one() throws IOException {
    String study = TREES.formatted(folder.resolve("table.csv"));
    table(300, 0, 50);
    CommandRun first = night(study);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(studies()).hasSize(1);
    String model = studies().get(0) + "/model";
    assertThat(inUse()).contains(model, "the first model").doesNotContain("calm");

    CommandRun same = night(study);
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(same.out()).contains("study nightly kept", model).doesNotContain("trials");
    assertThat(studies()).hasSize(1);

    table(310, 0, 50); // a few rows more, all of the same kind
    CommandRun more = night(study);
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(more.out()).contains("of an earlier study", "kept      ", "held-out accuracy");
    assertThat(inUse()).contains(model, "held-out accuracy");
    assertThat(studies()).hasSize(2);
    assertThat(night(study).out()).contains("study nightly kept");
  }

  @Test
  @Tag("full")
  void a_better_model_takes_the_place_of_the_one_in_use() throws IOException {
    String study = TREES.formatted(folder.resolve("table.csv"));
    table(300, 0, 50);
    assertThat(night(study).code()).isZero();
    String model = studies().get(0) + "/model";
    table(310, 60, 110); // the same rule, elsewhere
    CommandRun other = night(study);
    assertThat(other.code()).as(other.err()).isZero();
    assertThat(other.out()).contains("in use    ", "in place of ");
    assertThat(inUse()).doesNotContain(model);
    assertThat(studies()).hasSize(2);
  }

  @Test
  void without_held_out_rows_there_is_nothing_to_compare_on() throws IOException {
    table(60, 0, 50);
    CommandRun run =
        night(TREES.formatted(folder.resolve("table.csv")) + "data.test.held-out = none\n");
    assertThat(run.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err()).contains("data.test: holds out no rows, on which --if-changed compares");
  }

  private static List<String> unpacked(Path file) throws IOException {
    try (BufferedReader text =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return text.lines().toList();
    }
  }

  /** NOAA's weather of a station, a day a row, in order, which changes slowly. */
  @Test
  @Tag("full")
  void weather_comes_month_by_month() throws IOException {
    String data = System.getenv().getOrDefault("ESPALIER_DATA", "../shared/data/real");
    Path days = Path.of(data).resolve("noaa_weather/weather.csv.gz");
    assumeThat(days).isRegularFile();
    List<String> lines = unpacked(days);
    String study =
        """
        study = nightly
        data { source = "%s", label = label }
        learners = [{ type = logistic-regression, space { regParam = { from = 1e-4, to = 1, scale = log } } }]
        metric = area-under-roc
        folds = 2
        search.trials = 3
        """
            .formatted(folder.resolve("weather.csv"));
    int month = 30;
    for (int rows : IntStream.of(3000, 3000 + month, 3000 + 2 * month, 18_000).toArray()) {
      Files.write(folder.resolve("weather.csv"), lines.subList(0, rows + 1));
      CommandRun night = night(study);
      assertThat(night.code()).as(night.err()).isZero();
      if (rows > 3000) {
        assertThat(night.out()).contains("95 % interval of the gain");
      }
    }
    assertThat(studies()).hasSize(4);
    assertThat(night(study).out()).contains("study nightly kept");
  }
}
