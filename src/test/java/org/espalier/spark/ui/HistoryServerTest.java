package org.espalier.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.testing.Command;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark's own history server on the log of {@link TuningTabProgram}, with our classes and without.
 */
@Tag("full")
final class HistoryServerTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern APPLICATION = Pattern.compile("\"id\" : \"(local-\\d+)\"");

  /** Class path of Spark alone: no folder of ours, and no jar that only tests have. */
  private static String spark() {
    return Stream.of(System.getProperty("java.class.path").split(":", -1))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> !entry.contains("espalier"))
        .collect(Collectors.joining(":"));
  }

  private static String ours() {
    return Path.of(
            StudyProgress.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  @Test
  void the_tab_is_there_with_our_classes_and_all_others_without(@TempDir Path folder)
      throws Exception {
    Command.Result program = TuningTabTest.program(folder, "all");
    assertThat(program.code()).as(program.output()).isZero();
    try (Server server = Server.start(folder, ours() + ":" + spark())) {
      String application = server.application();
      assertThat(server.page(application + "/jobs/")).contains("/tuning/", "trial 0 rung 0");
      assertThat(server.page(application + "/tuning/"))
          .contains("ward &lt;b&gt;&amp;", "finished", "second");
      for (int entryPoint = 2; entryPoint < 4; entryPoint++) {
        assertThat(server.page(application + "/tuning/study/?id=" + entryPoint))
            .contains(entryPoint == 2 ? "Study fitted" : "Study submitted", "finished")
            .containsPattern("of \\d trials: \\d completed")
            .contains(application + "/jobs/job/?id=");
      }
      String study = server.page(application + "/tuning/study/?id=0");
      assertThat(study)
          .contains("6 of 6 trials: 5 completed, 1 failed", "no &lt;i&gt;such&lt;/i&gt; value")
          .contains(application + "/jobs/job/?id=")
          .doesNotContain("<form");
    }
    try (Server server = Server.start(folder, spark())) {
      String application = server.application();
      assertThat(server.page(application + "/jobs/"))
          .contains("trial 0 rung 0")
          .doesNotContain("/tuning/");
    }
  }

  /** A history server in a process of its own. */
  private record Server(Command command, String address) implements AutoCloseable {

    static Server start(Path folder, String classpath) throws IOException {
      int port = freePort();
      List<String> words =
          TuningTabTest.java(classpath, "org.apache.spark.deploy.history.HistoryServer");
      words.addAll(
          1,
          List.of(
              "-Dspark.history.fs.logDirectory=file://" + folder,
              "-Dspark.history.ui.port=" + port,
              "-Dspark.history.fs.update.interval=1s"));
      Command command = Command.start(folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), words);
      return new Server(command, "http://127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }

    /** Path of the application, once the server has found it. */
    String application() throws IOException, InterruptedException {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < end && command.process().isAlive()) {
        try {
          Matcher found = APPLICATION.matcher(page("/api/v1/applications"));
          if (found.find()) {
            return "/history/" + found.group(1);
          }
        } catch (ConnectException e) {
          // It is not up yet.
        }
        Thread.sleep(200);
      }
      throw new IllegalStateException("No application was found: " + command.printed());
    }

    String page(String path) throws IOException, InterruptedException {
      return HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build()
          .send(
              HttpRequest.newBuilder(URI.create(address + path)).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }

    @Override
    public void close() throws IOException {
      command.close();
    }
  }
}
