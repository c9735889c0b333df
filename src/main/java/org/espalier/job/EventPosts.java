package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.evaluate.Reason;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Redaction;
import org.espalier.spec.SafeText;

/**
 * Posts of a study's run events to the address in the environment variables that OpenLineage's
 * clients read; none without {@code OPENLINEAGE_URL}. They never delay a study, nor change its end:
 * a failure is one line.
 */
final class EventPosts {

  private static final String URL = "OPENLINEAGE_URL";
  private static final String ENDPOINT = "OPENLINEAGE_ENDPOINT";
  private static final String KEY = "OPENLINEAGE_API_KEY";

  /** Time for a post; a study that has ended waits for its last one. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int SUCCESS = 2; // hundreds

  private final Map<String, String> environment;
  private final StudyFolder folder;
  private final PrintWriter out;
  private Optional<CompletableFuture<Optional<String>>> start = Optional.empty();

  EventPosts(Map<String, String> environment, StudyFolder folder, PrintWriter out) {
    this.environment = environment;
    this.folder = folder;
    this.out = out;
  }

  private boolean isWanted() {
    return !environment.getOrDefault(URL, "").isBlank();
  }

  /** Posts the event that was written last, and does not wait for it. */
  void begun() {
    if (isWanted()) {
      start = Optional.of(posted());
    }
  }

  /** Posts the last event of a study that began, and says so if an event was not taken. */
  void ended() {
    start.ifPresent(
        first ->
            first
                .thenCombine(posted(), (one, other) -> one.or(() -> other))
                .completeOnTimeout(
                    Optional.of("no answer"), LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .join()
                .ifPresent(this::say));
  }

  private void say(String why) {
    out.printf(
        "lineage   %s took no event: %s; all are in %s%n",
        SafeText.line(Redaction.text(environment.getOrDefault(URL, ""))),
        SafeText.line(Redaction.text(why)),
        folder.lineage().events());
    out.flush();
  }

  /** Reason why the event was not taken, once that is known; empty if it was. */
  private CompletableFuture<Optional<String>> posted() {
    try {
      List<String> events = folder.lineage().readEvents();
      HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST).build();
      return client
          .sendAsync(request(events.get(events.size() - 1)), HttpResponse.BodyHandlers.discarding())
          .thenApply(EventPosts::refusal)
          .exceptionally(failure -> Optional.of(Reason.of(failure, List.of())));
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.completedFuture(Optional.of(Reason.of(e, List.of())));
    }
  }

  private HttpRequest request(String event) {
    String path = environment.getOrDefault(ENDPOINT, "api/v1/lineage");
    String address = environment.getOrDefault(URL, "").strip().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/" + path.replaceAll("^/+", "")))
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event));
    String key = environment.getOrDefault(KEY, "");
    return (key.isBlank() ? request : request.header("Authorization", "Bearer " + key)).build();
  }

  private static Optional<String> refusal(HttpResponse<?> response) {
    return response.statusCode() / 100 == SUCCESS
        ? Optional.empty()
        : Optional.of("HTTP status " + response.statusCode());
  }
}
