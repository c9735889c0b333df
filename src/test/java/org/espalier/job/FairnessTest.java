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
import org.espalier.journal.StudyStatus;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The winner by group, and in the slices in which it does worst. */
final class FairnessTest extends SparkTest {

  private static final int ROWS = 400;

  @TempDir Path folder;

  /** Rows whose answer follows from a number, but not for one of three groups. */
  private Path data() throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>(List.of("a,b,place,who,answer"));
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      String who = i % 20 == 0 ? "few" : i % 4 == 1 ? "odd" : "";
      boolean yes = who.equals("odd") ? random.nextBoolean() : a > 0;
      lines.add(
          "%s,%s,%s,%s,%s"
              .formatted(
                  a, random.nextGaussian(), i % 3 == 0 ? "here" : "there", who, yes ? "y" : "n"));
    }
    return Files.write(folder.resolve("rows.csv"), lines);
  }

  private CommandRun tune(String... more) throws IOException {
    String study =
        """
        study = s
        data { source = "%s", label = answer, test = 0 }
        learners = [{ type = logistic-regression, space { regParam = [0.01] } }]
        metric = accuracy
        folds = 3
        search = { sampler = grid }
        run.pre-flight = false
        output.path = "%s"
        """
            .formatted(data(), folder.resolve("out"));
    Path file = Files.writeString(folder.resolve("s.conf"), study);
    return CommandRun.of(
        Stream.concat(Stream.of("tune", file.toString()), Stream.of(more)).toArray(String[]::new));
  }

  private JsonNode found() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve("out/s/summary.json")))
        .get("outOfFold");
  }

  @Test
  void a_gap_between_groups_fails_the_gate_and_the_groups_are_no_feature() throws IOException {
    CommandRun run =
        tune(
            "--set", "fairness.sensitive-column=who",
            "--set", "fairness.slices=true",
            "--set", "require.max-gap=0.1");
    assertThat(run.code()).as(run.err()).isEqualTo(StudyStatus.GATE_FAILED.exitCode());
    assertThat(run.out())
        .contains("require.max-gap: a gap of at most 0.1 between groups is asked for, but it is 0.")
        .contains("By who, accuracy of the winner is worst for odd: 0.");
    JsonNode groups = found().get("groups");
    assertThat(groups.get("column").asText()).isEqualTo("who");
    assertThat(groups.get("worst").asText()).isEqualTo("odd");
    List<String> shown = new ArrayList<>();
    groups
        .get("groups")
        .forEach(group -> shown.add(group.get("label").asText() + " " + group.get("rows")));
    assertThat(shown).containsExactly("missing 280", "odd 100", "others (1 group) 20");
    double gap =
        groups.get("groups").get(0).get("score").asDouble()
            - groups.get("groups").get(1).get("score").asDouble();
    assertThat(groups.get("gap").asDouble()).isGreaterThan(0.3).isCloseTo(gap, within(1e-12));
    JsonNode worst = found().get("slices").get("slices").get(0);
    assertThat(worst.get("parts").get(0).get("column").asText()).isEqualTo("who");
    assertThat(worst.get("parts").get(0).get("value").asText()).isEqualTo("odd");
    assertThat(worst.get("rows").asInt()).isEqualTo(100);
    assertThat(worst.get("probability").asDouble()).isLessThan(0.001);
    assertThat(Files.readString(folder.resolve("out/s/report.html")))
        .contains("The winner by group and slice")
        .contains("odd (worst)")
        .contains("who = odd");
    assertThat(
            PipelineModel.load(folder.resolve("out/s/model").toString())
                .transform(spark().sql("SELECT 1.0D a, 0.0D b, 'here' place"))
                .select("predicted_answer")
                .first()
                .getString(0))
        .isEqualTo("y");
  }

  @Test
  void a_column_of_groups_must_be_there_and_hold_groups() throws IOException {
    CommandRun absent = tune("--set", "fairness.sensitive-column=whom");
    assertThat(absent.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(absent.err())
        .contains("fairness.sensitive-column: there is no column 'whom'; did you mean 'who'?");
    CommandRun numbers = tune("--set", "fairness.sensitive-column=a");
    assertThat(numbers.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(numbers.err())
        .contains("fairness.sensitive-column: column 'a' has more than 200 values");
  }
}
