package org.espalier.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.espalier.spec.Redaction;
import org.espalier.spec.TrackPlan;

/**
 * MLflow server, by its REST API 2.0. Credentials come from the address or from the environment, as
 * MLflow's own clients take them, and go into the header of each request alone.
 */
public final class TrackingServer {

  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration ANSWERING = Duration.ofSeconds(30);

  /** Long, because an artefact may be a large model. */
  private static final Duration UPLOADING = Duration.ofMinutes(10);

  private static final int SHOWN = 200;
  private static final int TOO_MANY = 429;
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final Optional<String> authorization;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECTING)
          .build();

  private TrackingServer(URI address, Optional<String> authorization) {
    this.address = address;
    this.authorization = authorization;
  }

  /**
   * Server at an address.
   *
   * @param uri address with http or https and a host, as {@code TrackPlan} checks it
   * @param environment MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or
   *     MLFLOW_TRACKING_TOKEN, which are for the server that MLFLOW_TRACKING_URI names: no other
   *     one gets them, nor that one without encryption unless MLFLOW_TRACKING_URI has http
   */
  public static TrackingServer of(String uri, Map<String, String> environment) {
    URI whole = URI.create(uri);
    String port = whole.getPort() < 0 ? "" : ":" + whole.getPort();
    String path = Optional.ofNullable(whole.getRawPath()).orElse("").replaceFirst("/+$", "");
    URI address = URI.create(whole.getScheme() + "://" + whole.getHost() + port + path);
    Map<String, String> ours = isNamed(address, environment) ? environment : Map.of();
    return new TrackingServer(
        address,
        Optional.ofNullable(whole.getUserInfo())
            .or(() -> user(ours))
            .map(TrackingServer::basic)
            .or(() -> given(ours, "MLFLOW_TRACKING_TOKEN").map("Bearer "::concat)));
  }

  private static boolean isNamed(URI address, Map<String, String> environment) {
    return given(environment, "MLFLOW_TRACKING_URI")
        .filter(TrackPlan::isAddress)
        .map(URI::create)
        .filter(named -> named.getHost().equalsIgnoreCase(address.getHost()))
        .filter(named -> named.getPort() == address.getPort())
        .filter(named -> address.getScheme().equals("https") || named.getScheme().equals("http"))
        .isPresent();
  }

  private static Optional<String> user(Map<String, String> environment) {
    return given(environment, "MLFLOW_TRACKING_USERNAME")
        .flatMap(
            user -> given(environment, "MLFLOW_TRACKING_PASSWORD").map(word -> user + ":" + word));
  }

  private static Optional<String> given(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  JsonNode post(String endpoint, JsonNode body) throws ServerFailure, InterruptedException {
    BodyPublisher text = BodyPublishers.ofString(body.toString());
    return answer(
        request("/api/2.0/mlflow/" + endpoint)
            .timeout(ANSWERING)
            .header("Content-Type", "application/json")
            .POST(text));
  }

  JsonNode get(String endpoint, String name, String value)
      throws ServerFailure, InterruptedException {
    String query = "?%s=%s".formatted(name, URLEncoder.encode(value, StandardCharsets.UTF_8));
    return answer(request("/api/2.0/mlflow/" + endpoint + query).timeout(ANSWERING).GET());
  }

  /**
   * Uploads an artefact.
   *
   * @param folder folder of a run's artefacts in the server's own store
   */
  void put(String folder, Artefact artefact) throws ServerFailure, InterruptedException {
    String path = "/api/2.0/mlflow-artifacts/artifacts/%s/%s".formatted(folder, artefact.path());
    BodyPublisher file =
        artefact.length() == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> opened(artefact)), artefact.length());
    answer(
        request(path.replace(" ", "%20"))
            .timeout(UPLOADING)
            .header("Content-Type", "application/octet-stream")
            .PUT(file));
  }

  private static InputStream opened(Artefact artefact) {
    try {
      return artefact.content().open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) throws ServerFailure {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    try {
      authorization.ifPresent(value -> request.header("Authorization", value));
    } catch (IllegalArgumentException e) { // its message has the value
      throw new ServerFailure(
          ServerFailure.Consequence.REFUSED, "has credentials that an HTTP header cannot hold");
    }
    return request;
  }

  private JsonNode answer(HttpRequest.Builder request) throws ServerFailure, InterruptedException {
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | UncheckedIOException e) {
      throw new ServerFailure(
          ServerFailure.Consequence.AWAY, "does not answer: " + e.getClass().getSimpleName());
    }
    int status = response.statusCode();
    JsonNode body = read(response.body());
    if (status / 100 != 2) {
      throw failure(status, body, response);
    }
    if (!body.isObject()) {
      throw new ServerFailure(ServerFailure.Consequence.AWAY, "is not an MLflow server");
    }
    return body;
  }

  private static JsonNode read(String text) {
    try {
      return text.isBlank() ? object() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.nullNode();
    }
  }

  private static ServerFailure failure(int status, JsonNode body, HttpResponse<String> response) {
    String message = body.path("message").asText("").lines().findFirst().orElse("");
    String said =
        "answers %d%s"
            .formatted(
                status,
                message.isEmpty()
                    ? ""
                    : ": "
                        + Redaction.text(message.substring(0, Math.min(SHOWN, message.length()))));
    boolean deleted =
        body.path("error_code").asText("").equals("RESOURCE_DOES_NOT_EXIST")
            || message.contains("must be in the 'active' state");
    if (status / 100 == 4 && deleted) {
      return new ServerFailure(ServerFailure.Consequence.GONE, said);
    }
    if (status == 401) {
      String right =
          "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, and MLFLOW_TRACKING_URI to this server's address, to which alone they are sent";
      return new ServerFailure(ServerFailure.Consequence.AWAY, said + ", needs other " + right);
    }
    boolean refused = status == 400 || status == 409 || status == 413 || status == 422;
    return new ServerFailure(
        refused ? ServerFailure.Consequence.REFUSED : ServerFailure.Consequence.AWAY,
        said,
        status == TOO_MANY || status == 503 ? wait(response) : 0);
  }

  private static long wait(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> SECONDS.matcher(value).matches())
        .map(value -> Duration.ofSeconds(Long.parseLong(value)).toMillis())
        .orElse(0L);
  }

  /** The address, without credentials. */
  @Override
  public String toString() {
    return address.toString();
  }
}
