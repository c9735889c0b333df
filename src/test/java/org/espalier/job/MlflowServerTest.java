package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.espalier.testing.Command;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that a real MLflow server on the loopback is told of; MLflow's own client reads it back.
 */
@Tag("full")
final class MlflowServerTest extends SparkTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** Kept, as it takes minutes to fill. */
  private static final Path ENVIRONMENT = ROOT.resolve("target/check/venv/mlflow");

  private static final List<String> PACKAGES =
      List.of("mlflow==3.17.2", "pyspark==" + org.espalier.spark.SparkLine.sparkVersion());

  private static final int ATTEMPTS = 240;

  @TempDir private static Path temporary;

  private static Optional<Command> server = Optional.empty();
  private static String address = "";

  @TempDir Path folder;

  @BeforeAll
  static void a_server() throws Exception {
    assumeThat(isInstalled()).as("%s, from pip", PACKAGES).isTrue();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    address = "http://127.0.0.1:" + port;
    List<String> words =
        List.of(
            ENVIRONMENT.resolve("bin/mlflow").toString(),
            "server",
            "--backend-store-uri",
            "sqlite:///" + temporary.resolve("m.db"),
            "--artifacts-destination",
            temporary.resolve("artefacts").toString(),
            "--host",
            "127.0.0.1",
            "--port",
            String.valueOf(port),
            "--workers",
            "1");
    server =
        Optional.of(Command.start(temporary, Map.of("MLFLOW_DISABLE_TELEMETRY", "true"), words));
    HttpRequest health = HttpRequest.newBuilder(URI.create(address + "/health")).build();
    for (int attempt = 0; ; attempt++) {
      try {
        HttpClient.newHttpClient().send(health, BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        assertThat(attempt).as(server.get().printed()).isLessThan(ATTEMPTS);
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  private static boolean isInstalled() throws IOException, InterruptedException {
    if (Files.isExecutable(ENVIRONMENT.resolve("bin/mlflow"))
        && Files.isExecutable(ENVIRONMENT.resolve("bin/spark-submit"))) {
      return true;
    }
    List<String> install =
        new ArrayList<>(List.of(ENVIRONMENT.resolve("bin/pip").toString(), "install", "-q"));
    install.addAll(PACKAGES);
    return run(List.of("python3", "-m", "venv", ENVIRONMENT.toString())).code() == 0
        && run(install).code() == 0;
  }

  private static Command.Result run(List<String> words) throws IOException, InterruptedException {
    return Command.run(ROOT, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), words);
  }

  /** Ends the server with all of its processes. */
  @AfterAll
  static void ends() throws IOException {
    if (server.isPresent()) {
      server.get().close();
    }
  }

  @Test
  void mlflow_reads_the_study_back_and_loads_its_model() throws Exception {
    List<String> lines = new ArrayList<>(List.of("a,b,label"));
    for (int i = 0; i < 80; i++) {
      lines.add("%d,%d,%s".formatted(i % 7 + i % 2, i % 5, i % 2 == 0 ? "yes" : "no"));
    }
    Path table = Files.write(folder.resolve("t.csv"), lines);
    String study =
        """
        study = ward
        data { source = "%s", label = label }
        learners = [
          { type = logistic-regression, space { maxIter = 3, regParam = { from = 0.001, to = 1 } } }
        ]
        metric = accuracy
        folds = 2
        search = { trials = 3 }
        run.pre-flight = false
        track { mlflow-uri = "%s", mlflow-experiment = "night shift", mlflow-model = ward-model }
        """
            .formatted(table, address);
    CommandRun tuned = CommandRun.tune(folder, study, "out");
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.out()).doesNotContain("mlflow:");
    CommandRun again = CommandRun.of("track", folder.resolve("out/ward").toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("has 4 runs").doesNotContain("mlflow:");
    Command.Result read =
        run(
            List.of(
                ENVIRONMENT.resolve("bin/python").toString(),
                "src/test/python/read_mlflow.py",
                address,
                "night shift",
                "3",
                "ward-model",
                table.toString()));
    assertThat(read.code()).as(read.output()).isZero();
    assertThat(read.output()).contains("read back: 3 trials and the model");
  }
}
