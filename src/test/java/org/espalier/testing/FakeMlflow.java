package org.espalier.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MLflow server in memory, on the loopback address: the part of its REST API that a tracker uses,
 * with MLflow's limits and refusals. It can be told to fail.
 */
public final class FakeMlflow implements AutoCloseable {

  /** A run as the server has it. */
  public static final class Run {
    private final String id;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Map<String, String> params = new LinkedHashMap<>();
    private final Set<String> metrics = new LinkedHashSet<>();
    private String status = "RUNNING";
    private volatile boolean deleted = false;

    Run(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }

    public String status() {
      return status;
    }

    public Map<String, String> tags() {
      return tags;
    }

    public Map<String, String> params() {
      return params;
    }

    /** Points, each as key, step and value. */
    public Set<String> metrics() {
      return metrics;
    }

    /** Deletes it, as a user does in MLflow's UI. */
    public void delete() {
      deleted = true;
    }
  }

  /** A refusal of MLflow's own. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    Refused(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern KEY =
      Pattern.compile("[/\\w.\\- :]{1,250}", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern TAG = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // else 40 ms for each answer
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final Map<String, String> experiments = new LinkedHashMap<>();
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Map<String, Integer> requests = new LinkedHashMap<>();
  private final Map<String, Integer> artefacts = new LinkedHashMap<>();
  private final List<String> versions = new ArrayList<>();
  private final Set<String> models = new LinkedHashSet<>();
  private final List<String> authorizations = new ArrayList<>();
  private final StringBuilder received = new StringBuilder();
  private String root = "mlflow-artifacts:/";
  private volatile int status = 200;
  private volatile boolean silent = false;
  private volatile String heldRun = "";
  private final AtomicInteger lost = new AtomicInteger();
  private volatile Duration delay = Duration.ZERO;

  public FakeMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers all requests with a status; 200 as usual. */
  public void answer(int always) {
    status = always;
  }

  /** Takes requests and never answers. */
  public void keepSilent() {
    silent = true;
  }

  /** Waits until a request has come that is not answered. */
  public void awaitSilence() throws InterruptedException {
    asked.await();
  }

  /** Makes the run with this name of a study or number of a trial, and holds back the answer. */
  public void hold(String name) {
    heldRun = name;
  }

  /** Waits until an answer is held back: whoever waits for it sends nothing else. */
  public void awaitHeld() throws InterruptedException {
    held.await();
  }

  /** Gives the answer that is held back, and holds back no other. */
  public void release() {
    released.countDown();
  }

  /** Does what the next requests for a new run ask for, and loses the answer. */
  public void loseAnswers(int number) {
    lost.set(number);
  }

  public void delay(Duration each) {
    delay = each;
  }

  /** Keeps artefacts where only its own clients write to. */
  public void keepArtefactsAt(String uri) {
    root = uri;
  }

  /** Runs that are not deleted. */
  public synchronized List<Run> runs() {
    return runs.values().stream().filter(run -> !run.deleted).toList();
  }

  /** The one run with this name of a study or number of a trial. */
  public synchronized Run run(String name) {
    List<Run> found =
        runs().stream().filter(run -> name.equals(run.tags.get("espalier.run"))).toList();
    if (found.size() != 1) {
      throw new AssertionError("%d runs are called %s".formatted(found.size(), name));
    }
    return found.get(0);
  }

  /** Number of requests of an endpoint; of all, if it is empty. */
  public synchronized int requests(String endpoint) {
    return requests.entrySet().stream()
        .filter(entry -> endpoint.isEmpty() || entry.getKey().equals(endpoint))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** All that was sent, as text. */
  public synchronized String received() {
    return received.toString();
  }

  /** Lengths of artefacts by path. */
  public synchronized Map<String, Integer> artefacts() {
    return new LinkedHashMap<>(artefacts);
  }

  /** Names and sources of registered versions. */
  public synchronized List<String> versions() {
    return List.copyOf(versions);
  }

  public synchronized Set<String> experiments() {
    return new LinkedHashSet<>(experiments.keySet());
  }

  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      TimeUnit.MILLISECONDS.sleep(delay.toMillis());
      if (silent) {
        asked.countDown();
        closing.await();
        return;
      }
      if (status != 200) {
        reply(exchange, status, error("ERROR", "told to fail"));
        return;
      }
      try {
        ObjectNode answer = answer(exchange, body);
        if (isHeld(answer)) {
          held.countDown();
          released.await();
        }
        if (exchange.getRequestURI().getPath().endsWith("runs/create")
            && lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          return; // closes the connection
        }
        reply(exchange, 200, answer);
      } catch (Refused e) {
        reply(exchange, e.status, error(e.code, String.valueOf(e.getMessage())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isHeld(ObjectNode answer) {
    Run run = runs.get(answer.path("run").path("info").path("run_id").asText());
    return run != null && heldRun.equals(run.tags.get("espalier.run"));
  }

  private static ObjectNode error(String code, String message) {
    return JSON.createObjectNode().put("error_code", code).put("message", message);
  }

  private static void reply(HttpExchange exchange, int status, ObjectNode answer)
      throws IOException {
    byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private synchronized ObjectNode answer(HttpExchange exchange, byte[] body)
      throws IOException, Refused {
    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
        .ifPresent(authorizations::add);
    String path = exchange.getRequestURI().getPath();
    received.append(path).append('\n').append(new String(body, StandardCharsets.UTF_8));
    String endpoint = path.replaceFirst("^/api/2.0/mlflow(-artifacts)?/", "");
    requests.merge(endpoint.replaceFirst("^artifacts/.*", "artifacts"), 1, Integer::sum);
    if (exchange.getRequestMethod().equals("PUT")) {
      artefacts.put(endpoint.replaceFirst("^artifacts/\\d+/[^/]+/artifacts/", ""), body.length);
      return JSON.createObjectNode();
    }
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    String value =
        URLDecoder.decode(query.substring(query.indexOf('=') + 1), StandardCharsets.UTF_8);
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (exchange.getRequestMethod().equals("POST") && !"application/json".equals(type)) {
      throw new Refused(400, "BAD_REQUEST", "Bad Request. Content-Type header is missing.");
    }
    JsonNode given = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    return switch (endpoint) {
      case "experiments/get-by-name" -> experiment(value);
      case "experiments/create" -> {
        String id = String.valueOf(experiments.size() + 1);
        experiments.put(given.path("name").asText(), id);
        yield JSON.createObjectNode().put("experiment_id", id);
      }
      case "runs/create" -> created(given);
      case "runs/search" -> found(given);
      case "runs/log-batch" -> logged(body.length, given);
      case "runs/update" -> {
        active(given).status = given.path("status").asText();
        yield JSON.createObjectNode();
      }
      case "registered-models/get" -> {
        if (!models.contains(value)) {
          throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "no such model");
        }
        yield JSON.createObjectNode();
      }
      case "registered-models/create" -> {
        models.add(given.path("name").asText());
        yield JSON.createObjectNode();
      }
      case "model-versions/search" -> JSON.createObjectNode();
      case "model-versions/create" -> {
        versions.add(given.path("name").asText() + " " + given.path("source").asText());
        yield JSON.createObjectNode();
      }
      default -> throw new Refused(404, "ENDPOINT_NOT_FOUND", endpoint);
    };
  }

  private ObjectNode experiment(String name) throws Refused {
    String id = experiments.get(name);
    if (id == null) {
      throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "no such experiment");
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("experiment").put("experiment_id", id).put("lifecycle_stage", "active");
    return answer;
  }

  private ObjectNode created(JsonNode given) {
    Run run = new Run("run" + runs.size());
    given.path("tags").forEach(tag -> put(run.tags, tag));
    runs.put(run.id, run);
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("run").set("info", info(run));
    return answer;
  }

  private ObjectNode info(Run run) {
    return JSON.createObjectNode()
        .put("run_id", run.id)
        .put("status", run.status)
        .put("artifact_uri", "%s1/%s/artifacts".formatted(root, run.id));
  }

  private static void put(Map<String, String> map, JsonNode entry) {
    map.put(entry.path("key").asText(), entry.path("value").asText());
  }

  private ObjectNode found(JsonNode given) {
    List<Run> matching = new ArrayList<>(runs());
    Matcher tag = TAG.matcher(given.path("filter").asText());
    while (tag.find()) {
      String name = tag.group(1);
      String wanted = tag.group(2);
      matching.removeIf(run -> !wanted.equals(run.tags.get(name)));
    }
    int first = given.path("page_token").asInt(0);
    int last = Math.min(matching.size(), first + given.path("max_results").asInt());
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode list = answer.putArray("runs");
    for (Run run : matching.subList(first, last)) {
      ObjectNode one = list.addObject();
      one.set("info", info(run));
      ArrayNode tags = one.putObject("data").putArray("tags");
      run.tags.forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
    }
    if (last < matching.size()) {
      answer.put("next_page_token", String.valueOf(last));
    }
    return answer;
  }

  private Run active(JsonNode given) throws Refused {
    Run run = runs.get(given.path("run_id").asText());
    if (run == null) {
      throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "no such run");
    }
    if (run.deleted) {
      throw new Refused(
          400,
          "INVALID_PARAMETER_VALUE",
          "The run %s must be in the 'active' state. Current state is deleted.".formatted(run.id));
    }
    return run;
  }

  private ObjectNode logged(int length, JsonNode given) throws Refused {
    Run run = active(given);
    JsonNode params = given.path("params");
    JsonNode metrics = given.path("metrics");
    JsonNode tags = given.path("tags");
    require(length <= 1_000_000, "1 MB");
    require(params.size() <= 100 && metrics.size() <= 1000 && tags.size() <= 100, "a batch");
    require(params.size() + metrics.size() + tags.size() <= 1000, "a batch in all");
    for (JsonNode param : params) {
      requireKey(param);
      require(param.path("value").asText().length() <= 6000, "a param");
      String before = run.params.get(param.path("key").asText());
      require(before == null || before.equals(param.path("value").asText()), "a changed param");
      put(run.params, param);
    }
    for (JsonNode metric : metrics) {
      requireKey(metric);
      run.metrics.add(
          "%s %d %s"
              .formatted(
                  metric.path("key").asText(),
                  metric.path("step").asLong(),
                  metric.path("value").asText()));
    }
    for (JsonNode tag : tags) {
      requireKey(tag);
      require(tag.path("value").asText().length() <= 5000, "a tag");
      put(run.tags, tag);
    }
    return JSON.createObjectNode();
  }

  private static void requireKey(JsonNode entry) throws Refused {
    String key = entry.path("key").asText();
    require(KEY.matcher(key).matches() && !key.startsWith("/") && !key.startsWith(".."), key);
  }

  private static void require(boolean holds, String limit) throws Refused {
    if (!holds) {
      throw new Refused(400, "INVALID_PARAMETER_VALUE", "beyond the limit of " + limit);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
