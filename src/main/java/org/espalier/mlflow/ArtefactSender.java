package org.espalier.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Sender of the files of a study, once its run has all else, and of the registration of its model.
 * One thread sends; others may add.
 */
final class ArtefactSender {

  /** Beginning of places in the server's own store, which it writes to. */
  private static final String PROXIED = "mlflow-artifacts:";

  private final TrackingTarget target;
  private final TrackedRun study;
  private final Consumer<String> say;
  private final Queue<Artefact> artefacts = new ConcurrentLinkedQueue<>();
  private volatile boolean registers = false;

  ArtefactSender(TrackingTarget target, TrackedRun study, Consumer<String> say) {
    this.target = target;
    this.study = study;
    this.say = say;
  }

  void add(List<Artefact> files) {
    artefacts.addAll(files);
    registers = files.stream().anyMatch(file -> file.path().equals(SavedModel.DESCRIPTION));
  }

  boolean isDone() {
    return artefacts.isEmpty() && !registers;
  }

  void send() throws ServerFailure, InterruptedException {
    if (study.isGone()) {
      artefacts.clear();
      registers = false;
    }
    if (study.isWaiting()) {
      return; // it may be gone, too
    }
    String root = study.artefacts();
    if (!root.startsWith(PROXIED) && !isDone()) {
      say.accept(
          "keeps artefacts at %s, which only its own clients write to; page, summary and model are left out"
              .formatted(root.replaceFirst("(?<=:).*", "…")));
      artefacts.clear();
      registers = false;
    }
    while (!artefacts.isEmpty()) {
      String folder =
          root.substring(PROXIED.length()).replaceFirst("^//[^/]*", "").replaceFirst("^/+", "");
      try {
        target.server().put(folder, artefacts.element());
      } catch (ServerFailure e) {
        if (e.kind() == ServerFailure.Consequence.AWAY) {
          throw e;
        }
        say.accept("artefacts are not taken: " + e.getMessage());
      }
      artefacts.remove();
    }
    if (registers && target.model().isPresent()) {
      register(target.model().get(), root);
    }
    registers = false;
  }

  private void register(String model, String root) throws ServerFailure, InterruptedException {
    try {
      target.server().get("registered-models/get", "name", model);
    } catch (ServerFailure e) {
      if (e.kind() != ServerFailure.Consequence.GONE) {
        throw e;
      }
      target.server().post("registered-models/create", TrackingServer.object().put("name", model));
    }
    String run = study.id().orElseThrow();
    JsonNode versions =
        target.server().get("model-versions/search", "filter", "run_id = '%s'".formatted(run));
    for (JsonNode version : versions.path("model_versions")) {
      if (version.path("name").asText().equals(model)) {
        return; // registered before; its files are replaced
      }
    }
    try {
      ObjectNode body = TrackingServer.object().put("name", model);
      body.put("source", root + "/" + SavedModel.FOLDER);
      body.put("run_id", run);
      target.server().post("model-versions/create", body);
    } catch (ServerFailure e) {
      if (e.kind() == ServerFailure.Consequence.AWAY) {
        throw e;
      }
      say.accept("the model is not registered: " + e.getMessage());
    }
  }
}
