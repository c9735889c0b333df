package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTuner;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on the folder of a study of a function. */
final class FunctionCommandsTest extends SparkTest {

  @Test
  void its_qubo_is_printed(@TempDir Path folder) {
    String study = folder.resolve("bowl").toString();
    new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", 0, 1).addChoice("kind", "a", "b"))
        .setTrials(12)
        .setSampler("random")
        .setJournal(study)
        .tune(spark(), trial -> Map.of("loss", Math.abs(trial.number("x") - 0.4)));
    CommandRun qubo = CommandRun.of("report", study, "--qubo");
    assertThat(qubo.code()).as(qubo.err()).isZero();
    assertThat(qubo.out())
        .startsWith("{\"type\": \"BinaryQuadraticModel\"")
        .contains("\"variable_labels\": [\"x>=0.0500000\"", "\"kind=a\", \"kind=b\"]");
  }

  @Test
  void its_page_is_made_again(@TempDir Path folder) throws IOException {
    String study = folder.resolve("parabola").toString();
    new FunctionTuner()
        .setSpace(
            new FunctionSpace()
                .addFloat("x", -2, 2)
                .addChoice("kind", "a", "b")
                .addInt("n", 1, 3)
                .when("kind", "a"))
        .setScheduler("asha")
        .setMaxResource(9)
        .setTrials(9)
        .setStartPoints(List.of(Map.of("x", 0.5, "kind", "b")))
        .setJournal(study)
        .tune(
            spark(),
            trial -> {
              trial.report(trial.resource(), Map.of("loss", 1.0, "gap", Double.NaN));
              return Map.of("loss", Math.abs(trial.number("x")) + 1.0 / trial.resource());
            });
    CommandRun report = CommandRun.of("report", study);
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(report.out())
        .contains("study parabola finished", "winner    trial ")
        .doesNotContain("baseline", ", :");
    assertThat(Files.readString(folder.resolve("parabola/report.html")))
        .contains("Learning curves")
        .doesNotContain(">gap<");
    assertThat(folder.resolve("parabola/curves")).isDirectory();
    assertThat(CommandRun.of("report", study, "--study").out())
        .contains("  scheduler = ", "space {\n  x = { from = ");
    assertThat(CommandRun.of("report", study, "--qubo").err().strip())
        .matches("%s: has \\d scored trials; a QUBO needs 10 at one rung".formatted(study));
    CommandRun explained = CommandRun.of("explain", study, "0");
    assertThat(explained.code()).as(explained.err()).isZero();
    assertThat(explained.out())
        .containsPattern("Trial +0\nState +\\w+\nx +0.5\nkind +b\nOrigin +user\n")
        .containsPattern("0 +1 +1.5 +[\\d.-]+ +\\d of \\d +(promoted|pruned) by asha: ");
    assertThat(CommandRun.of("explain", study, "9").err().strip())
        .isEqualTo(study + ": trial 9: is not in the study; the study has trials 0 to 8");
    assertThat(CommandRun.of("importance", study).out().strip())
        .isEqualTo("The importance of 3 parameters needs 10 trials scored at one rung, not 8.");
    assertThat(folder.resolve("parabola/model-card.md")).doesNotExist();
    Path page = folder.resolve("both.html");
    CommandRun compared = CommandRun.of("compare", study, study, "--page", page.toString());
    assertThat(compared.code()).as(compared.err()).isZero();
    assertThat(compared.out()).contains(study + ": ", "page      " + page);
    assertThat(page).content().contains("<h1>2 studies compared</h1>");
    assertThat(CommandRun.of("compare", study).err()).contains("compare: DIR is missing");
  }
}
