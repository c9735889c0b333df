package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.espalier.testing.FakeMlflow;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of a function that an MLflow server is told of. */
final class TrackedFunctionTest extends SparkTest {

  private static FunctionTuner tuner(Path folder, int trials, String uri) {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", -2, 2))
        .setSampler("random")
        .setTrials(trials)
        .setJournal(folder.resolve("parabola").toString())
        .setMlflowUri(uri);
  }

  private static Map<String, Double> loss(FunctionTrial trial) {
    trial.report(1, Map.of("loss", 4.0));
    trial.report(2, Map.of("loss", 2.0));
    return Map.of("loss", Math.pow(trial.number("x"), 2));
  }

  @Test
  void a_study_and_its_resumption_are_one_set_of_runs(@TempDir Path folder) throws Exception {
    try (FakeMlflow server = new FakeMlflow()) {
      for (int trials : new int[] {3, 5}) {
        tuner(folder, trials, server.address()).tune(spark(), TrackedFunctionTest::loss);
        assertThat(server.runs()).hasSize(1 + trials);
        assertThat(server.run("study").status()).isEqualTo("FINISHED");
        assertThat(server.run("study").tags())
            .containsEntry("espalier.trials", String.valueOf(trials));
      }
      assertThat(server.experiments()).containsExactly("parabola");
      assertThat(server.run("4").params()).containsKey("x");
      assertThat(server.run("4").metrics()).contains("curve/loss/fold-0 2 2.0");
      assertThat(server.artefacts()).containsKeys("report.html", "summary.json");
    }
  }

  @Test
  void an_address_that_is_none_is_refused(@TempDir Path folder) {
    FunctionTuner tuner = tuner(folder, 3, "databricks");
    assertThatThrownBy(() -> tuner.tune(spark(), TrackedFunctionTest::loss))
        .hasMessageContaining("mlflowUri: is 'databricks', without http or https");
  }
}
