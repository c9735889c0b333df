package org.espalier.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sender of the parts of a study that the server lacks, run by run. The next call sends failed
 * parts again. One thread sends; others may add.
 */
final class RunSender {

  /** Number of runs in an answer of some megabytes. */
  private static final int PAGE = 1000;

  private final TrackingTarget target;
  private final TrackedStudy study;
  private final Consumer<String> says;
  private final Set<String> said = new HashSet<>();
  private final ArtefactSender files;
  private Optional<String> experiment = Optional.empty();
  private boolean mayHaveRuns;
  private final Set<TrackedRun> inDoubt = new HashSet<>(); // no answer whether they were made

  /**
   * @param mayHaveRuns true if the server may have runs of the study from an earlier time
   * @param says receives what cannot be sent at all, a line for each cause
   */
  RunSender(TrackingTarget target, TrackedStudy study, boolean mayHaveRuns, Consumer<String> says) {
    this.target = target;
    this.study = study;
    this.mayHaveRuns = mayHaveRuns;
    this.says = says;
    this.files = new ArtefactSender(target, study.study(), this::say);
  }

  /** Leaves files with the study's run; with a model among them, it is registered if requested. */
  void leave(List<Artefact> more) {
    files.add(more);
  }

  /** Number of runs that the server lacks, or lacks a part of. */
  long unsent() {
    return study.runs().stream().filter(TrackedRun::isWaiting).count();
  }

  /** True if the server has all that there is. */
  boolean isDone() {
    return unsent() == 0 && files.isDone();
  }

  /** Sends all that there is now. */
  void send() throws ServerFailure, InterruptedException {
    if (study.id().isEmpty()) {
      return; // not opened yet
    }
    String folder = experiment();
    if (mayHaveRuns) {
      find(folder, "", name -> true);
      mayHaveRuns = false;
    }
    for (TrackedRun run : study.runs()) {
      if (study.study().isGone()) {
        run.gone();
      } else if (run.isWaiting()) {
        send(run, folder);
      }
    }
    files.send();
  }

  private String experiment() throws ServerFailure, InterruptedException {
    if (experiment.isEmpty()) {
      String name = target.experiment(study);
      JsonNode found;
      try {
        found = target.server().get("experiments/get-by-name", "experiment_name", name);
      } catch (ServerFailure e) {
        if (e.kind() != ServerFailure.Consequence.GONE) {
          throw e;
        }
        return created(name);
      }
      if (found.path("experiment").path("lifecycle_stage").asText("").equals("deleted")) {
        throw new ServerFailure(
            ServerFailure.Consequence.REFUSED,
            "has marked the experiment '%s' as deleted: mlflow gc removes it, and mlflow experiments restore brings it back"
                .formatted(name));
      }
      experiment = id(found.path("experiment").path("experiment_id"));
    }
    return experiment.orElseThrow();
  }

  private String created(String name) throws ServerFailure, InterruptedException {
    try {
      ObjectNode body = TrackingServer.object().put("name", name);
      experiment = id(target.server().post("experiments/create", body).path("experiment_id"));
      return experiment.orElseThrow();
    } catch (ServerFailure e) { // another study may have made it meanwhile
      throw new ServerFailure(ServerFailure.Consequence.AWAY, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> id(JsonNode node) throws ServerFailure {
    if (node.asText("").isEmpty()) {
      throw new ServerFailure(ServerFailure.Consequence.AWAY, "is not an MLflow server");
    }
    return Optional.of(node.asText());
  }

  /** Finds runs of the study that the server has; a deleted one is not among them. */
  private void find(String folder, String filter, Predicate<String> wanted)
      throws ServerFailure, InterruptedException {
    Map<String, TrackedRun> runs = new LinkedHashMap<>();
    study.runs().forEach(run -> runs.put(run.name(), run));
    String token = "";
    do {
      ObjectNode body = TrackingServer.object();
      body.putArray("experiment_ids").add(folder);
      body.put("filter", "tags.`%s` = '%s'%s".formatted(TrackedStudy.ID, study.id(), filter));
      body.put("max_results", PAGE);
      if (!token.isEmpty()) {
        body.put("page_token", token);
      }
      JsonNode answer = target.server().post("runs/search", body);
      for (JsonNode run : answer.path("runs")) {
        Map<String, String> tags = new LinkedHashMap<>();
        run.path("data")
            .path("tags")
            .forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
        String name = tags.getOrDefault(TrackedStudy.RUN, "");
        Optional<TrackedRun> ours =
            Optional.ofNullable(runs.get(name)).filter(r -> wanted.test(name));
        if (ours.isPresent() && ours.get().id().isEmpty()) {
          JsonNode info = run.path("info");
          ours.get()
              .found(
                  info.path("run_id").asText(),
                  info.path("status").asText(),
                  tags.getOrDefault(TrackedRun.SENT, ""),
                  info.path("artifact_uri").asText(""));
        }
      }
      token = answer.path("next_page_token").asText("");
    } while (!token.isEmpty());
  }

  private void send(TrackedRun run, String folder) throws ServerFailure, InterruptedException {
    try {
      String id = run.id().isPresent() ? run.id().get() : made(run, folder);
      Optional<TrackedRun.Batch> batch = run.batch();
      while (batch.isPresent()) {
        log(run, id, batch.get());
        run.sent(batch.get());
        batch = run.batch();
      }
      Optional<TrackedRun.Status> status = run.statusToSend();
      if (status.isPresent()) {
        ObjectNode body = TrackingServer.object().put("run_id", id);
        body.put("status", status.get().name());
        if (status.get() != TrackedRun.Status.RUNNING) {
          body.put("end_time", run.endedAt());
        }
        target.server().post("runs/update", body);
        run.sent(status.get());
      }
    } catch (ServerFailure e) {
      if (e.kind() != ServerFailure.Consequence.GONE) {
        throw e;
      }
      leaveOut(run);
    }
  }

  private void leaveOut(TrackedRun run) {
    run.gone();
    if (run == study.study()) {
      say("the run of the study was deleted meanwhile; nothing more is sent to it");
    } else {
      say("the run of %s was deleted meanwhile and is left out".formatted(run.inWords()));
    }
  }

  /** Makes a run, unless it was made by a request whose answer was lost. */
  private String made(TrackedRun run, String folder) throws ServerFailure, InterruptedException {
    if (inDoubt.contains(run)) {
      String filter = " and tags.`%s` = '%s'".formatted(TrackedStudy.RUN, run.name());
      find(folder, filter, run.name()::equals);
      inDoubt.remove(run);
      if (run.id().isPresent()) {
        return run.id().get();
      }
    }
    Map<String, String> tags = run.tags();
    study.study().id().ifPresent(parent -> tags.put("mlflow.parentRunId", parent));
    ObjectNode body = TrackingServer.object();
    body.put("experiment_id", folder).put("start_time", run.startedAt());
    body.put("run_name", tags.getOrDefault("mlflow.runName", ""));
    putAll(body.putArray("tags"), tags);
    inDoubt.add(run);
    JsonNode info = target.server().post("runs/create", body).path("run").path("info");
    String id = id(info.path("run_id")).orElseThrow();
    inDoubt.remove(run);
    run.created(id, tags, info.path("artifact_uri").asText(""));
    return id;
  }

  private static void putAll(ArrayNode list, Map<String, String> entries) {
    entries.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
  }

  /** Sends a part; one that the server refuses for good is given up. */
  private void log(TrackedRun run, String id, TrackedRun.Batch batch)
      throws ServerFailure, InterruptedException {
    ObjectNode body = TrackingServer.object().put("run_id", id);
    putAll(body.putArray("params"), batch.params());
    putAll(body.putArray("tags"), batch.tags());
    ArrayNode metrics = body.putArray("metrics");
    for (TrackedRun.Metric metric : batch.metrics()) {
      ObjectNode point = metrics.addObject().put("key", metric.key());
      point.put("value", metric.value()); // NaN becomes the text that MLflow reads as such
      point.put("timestamp", metric.timestamp()).put("step", metric.step());
    }
    try {
      target.server().post("runs/log-batch", body);
    } catch (ServerFailure e) {
      if (e.kind() != ServerFailure.Consequence.REFUSED) {
        throw e;
      }
      say("a part of %s is not taken: %s".formatted(run.inWords(), e.getMessage()));
    }
  }

  /** Says the first line of its kind: others of a kind differ in the number of a trial. */
  private void say(String line) {
    if (said.add(line.replaceAll("\\d+", ""))) {
      says.accept("mlflow: %s: %s".formatted(target.server(), line));
    }
  }
}
