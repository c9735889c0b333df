package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.FakeMlflow;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that an MLflow server is told of, while it runs or later. */
final class TrackedJobTest extends SparkTest {

  private static final String COLUMN = "qxcolumn";
  private static final String CLASS = "qxclass";

  @TempDir Path folder;

  private FakeMlflow server;

  @BeforeEach
  void a_server() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void ends() {
    server.close();
  }

  private CommandRun tune(String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of(COLUMN + ",other,label"));
    for (int i = 0; i < 80; i++) {
      lines.add("%d,%d,%s".formatted(i % 7 + i % 2, i % 5, i % 2 == 0 ? CLASS : "no"));
    }
    Path data = Files.write(folder.resolve("t.csv"), lines);
    String study =
        """
        study = ward
        data { source = "%s", label = label }
        learners = [{ type = logistic-regression, space { maxIter = 3, regParam = [0, 1] } }]
        folds = 2
        search = { trials = 2 }
        run.pre-flight = false
        """
            .formatted(data);
    return CommandRun.tune(folder, study, "out", more);
  }

  private String uri() {
    return "track.mlflow-uri=" + server.address();
  }

  @Test
  void its_runs_its_page_and_its_model_are_there_when_it_ends() throws IOException {
    CommandRun run =
        tune(
            "--set",
            uri(),
            "--set",
            "track.mlflow-model=ward",
            "--set",
            "track.mlflow-experiment=e");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(server.experiments()).containsExactly("e");
    assertThat(server.runs()).hasSize(3);
    assertThat(server.run("study").status()).isEqualTo("FINISHED");
    assertThat(server.run("1").params()).containsKey("logistic-regression.regParam");
    assertThat(server.artefacts().keySet())
        .contains("report.html", "summary.json", "settings.conf", "model/MLmodel")
        .anyMatch(path -> path.startsWith("model/sparkml/metadata/part-"))
        .noneMatch(path -> path.endsWith(".crc"));
    assertThat(server.versions()).hasSize(1);
    assertThat(run.out()).doesNotContain("mlflow:");
    assertThatTheCommandTrackMakesDeletedRunsAgainAndSendsThemOnce();
  }

  private void assertThatTheCommandTrackMakesDeletedRunsAgainAndSendsThemOnce() {
    server.runs().forEach(FakeMlflow.Run::delete);
    String study = folder.resolve("out/ward").toString();
    String[] track = {"track", study, "--experiment", "again", "--model", "none"};
    CommandRun sent = CommandRun.of(track);
    assertThat(sent.code()).as(sent.err()).isZero();
    assertThat(sent.out()).contains(server.address() + " has 3 runs");
    assertThat(server.experiments()).containsExactly("e", "again");
    assertThat(server.runs()).hasSize(3);
    assertThat(server.versions()).as("none but that of the study itself").hasSize(1);
    int before = server.requests("runs/log-batch");
    assertThat(CommandRun.of(track).code()).isZero();
    assertThat(server.requests("runs/log-batch")).isEqualTo(before);
    assertThatItFails(400, track);
  }

  private void assertThatItFails(int status, String... track) {
    server.answer(status);
    CommandRun refused = CommandRun.of(track);
    assertThat(refused.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(refused.err())
        .contains("answers " + status, "run the same command again to send the rest");
  }

  /** Asked four times, with waits between. */
  @Tag("slow")
  @Test
  void a_server_that_is_away_fails_the_command_track_in_the_end() throws IOException {
    assertThat(tune("--set", uri(), "--set", "model.save=none").code()).isZero();
    assertThatItFails(404, "track", folder.resolve("out/ward").toString());
  }

  @Test
  void hidden_names_are_hidden_from_the_server_too() throws IOException {
    CommandRun run = tune("--set", uri(), "--set", "output.names=hidden");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(server.artefacts()).containsOnlyKeys("report.html", "summary.json", "settings.conf");
    assertThat(server.received()).doesNotContain(COLUMN).doesNotContain(CLASS);
    assertThat(folder.resolve("out/ward/model")).isDirectory();
    assertThat(folder.resolve("out/ward/pipeline.py")).doesNotExist();
    CommandRun asked =
        tune("--set", uri(), "--set", "output.names=hidden", "--set", "track.mlflow-model=ward");
    assertThat(asked.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(asked.err()).contains("registers a model, which holds names of columns");
  }

  @Test
  void an_address_that_is_none_is_refused_before_anything_starts() throws IOException {
    CommandRun run = tune("--set", "track.mlflow-uri=\"file:/runs\"");
    assertThat(run.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err()).contains("track.mlflow-uri: is 'file:/runs', without http or https");
    CommandRun secret = tune("--set", "track.mlflow-uri=\"http://me:qx-word@host\"");
    assertThat(secret.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(secret.err())
        .contains("track.mlflow-uri: holds credentials")
        .doesNotContain("qx-word");
    CommandRun none = CommandRun.of("track", folder.toString());
    assertThat(none.code()).isEqualTo(StudyStatus.INVALID.exitCode());
  }
}
