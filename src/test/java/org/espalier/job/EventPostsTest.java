package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark") // Hadoop's file systems start where Spark does
final class EventPostsTest {

  @TempDir private Path temporary;

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final StringWriter said = new StringWriter();
  private HttpServer server;
  private int status = 201;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          received.add("%s %s %s".formatted(exchange.getRequestURI(), key, body));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void study(Map<String, String> environment) throws IOException {
    StudyFolder folder =
        StudyFolder.of(
            new OutputPlan(temporary.toString(), false),
            "study",
            Origins.none("test"),
            new Configuration(false));
    EventPosts posts = new EventPosts(environment, folder, new PrintWriter(said));
    folder.lineage().writeEvents(List.of(Map.of("eventType", "START")));
    posts.begun();
    folder
        .lineage()
        .writeEvents(List.of(Map.of("eventType", "START"), Map.of("eventType", "COMPLETE")));
    posts.ended();
  }

  @Test
  void start_and_end_are_posted_with_the_key() throws IOException {
    study(Map.of("OPENLINEAGE_URL", address() + "/", "OPENLINEAGE_API_KEY", "secret-key"));
    assertThat(received)
        .containsExactlyInAnyOrder(
            "/api/v1/lineage Bearer secret-key {\"eventType\":\"START\"}",
            "/api/v1/lineage Bearer secret-key {\"eventType\":\"COMPLETE\"}");
    assertThat(said.toString()).isEmpty();
  }

  @Test
  void nothing_is_posted_unless_an_address_is_given() throws IOException {
    study(Map.of("OPENLINEAGE_API_KEY", "secret-key"));
    assertThat(received).isEmpty();
    assertThat(said.toString()).isEmpty();
  }

  @Test
  void an_event_that_is_not_taken_is_one_line() throws IOException {
    status = 403;
    study(Map.of("OPENLINEAGE_URL", address(), "OPENLINEAGE_ENDPOINT", "/events"));
    assertThat(received).allMatch(post -> post.startsWith("/events null "));
    assertThat(said.toString())
        .startsWith("lineage   " + address() + " took no event: HTTP status 403; all are in ")
        .endsWith("/study/openlineage.ndjson\n")
        .hasLineCount(1);
  }

  @Test
  void a_failure_shows_no_credentials() throws IOException {
    study(
        Map.of(
            "OPENLINEAGE_URL",
            "http://me:word@127.0.0.1:1/x y",
            "OPENLINEAGE_API_KEY",
            "secret\nkey"));
    study(Map.of("OPENLINEAGE_URL", address(), "OPENLINEAGE_API_KEY", "secret\nkey"));
    assertThat(said.toString())
        .hasLineCount(2)
        .contains("took no event")
        .doesNotContain("word")
        .doesNotContain("secret");
  }
}
