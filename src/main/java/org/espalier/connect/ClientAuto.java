package org.espalier.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.ml.AutoModel;
import org.espalier.ml.AutoTuner;

/** Study that is composed for the rows of a client. */
record ClientAuto(ClientRequest request) {

  void run() throws IOException, InterruptedException {
    String place = request.text("output") + "/" + request.text("name");
    RunningStudies.Asked asked =
        new RunningStudies.Asked("auto", "name", place, request.client().user(), digest());
    request.client().running().run(asked, attached -> leave(fitted(attached)));
  }

  /** Everything that determines the model; rows are compared by their plan, as Spark does. */
  String digest() {
    return Stream.of("label", "metric", "timeout", "overwrite", "settings")
        .map(field -> request.json().path(field).toString())
        .collect(Collectors.joining("\n", "", "\n" + request.rows().semanticHash()));
  }

  private AutoModel fitted(boolean attached) {
    List<String> settings = new ArrayList<>();
    request.json().path("settings").forEach(one -> settings.add(one.asText()));
    AutoTuner tuner =
        new AutoTuner(request.text("label"))
            .setTimeout(request.text("timeout"))
            .setMetric(request.text("metric"))
            .setOutput(request.text("output"), request.text("name"))
            .setOverwrite(request.json().path("overwrite").asBoolean())
            .setSettings(settings);
    return attached ? tuner.existing(request.client().spark()) : tuner.fit(request.rows());
  }

  private void leave(AutoModel found) {
    StudyAnswer answer = request.answer();
    ObjectNode json = answer.json();
    json.put("folder", found.folder());
    json.put("model", found.folder() + "/model");
    found
        .study()
        .summary()
        .result()
        .winner()
        .flatMap(Summary.Standing::heldOut)
        .ifPresent(heldOut -> json.put("heldOut", heldOut.score()));
    for (TrialRow row : found.leaderboard()) {
      ObjectNode standing = json.withArray("leaderboard").addObject();
      standing.put("trial", row.trial());
      standing.put("learner", row.candidate().learner());
      standing.putPOJO("configuration", row.candidate().configuration());
      row.evaluation().score().ifPresent(score -> standing.put("score", score));
      row.evaluation().stdError().ifPresent(error -> standing.put("stdError", error));
      standing.put("seconds", row.work().taskSeconds());
    }
    answer.leave(found.study());
  }
}
