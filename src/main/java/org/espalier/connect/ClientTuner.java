package org.espalier.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.ml.SplitTuner;
import org.espalier.ml.SplitTunerModel;
import org.espalier.ml.TunedModel;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.ml.TunerParams;
import org.espalier.spark.ParamValues;

/** Fit of a tuner that a client describes, in the session and on the rows of the client. */
record ClientTuner(ClientRequest request) {

  /**
   * Result of a fit, of either kind of tuner.
   *
   * @param metrics in the order of the maps
   * @param deviations over folds; none for a split
   */
  private record Found(
      TunedModel model,
      Model<?> best,
      Estimator<?> estimator,
      List<ParamMap> maps,
      List<String> metrics,
      List<String> deviations) {

    Found {
      maps = List.copyOf(maps);
      metrics = List.copyOf(metrics);
      deviations = List.copyOf(deviations);
    }

    static Found of(TunerModel model) {
      return new Found(
          model,
          model.bestModel(),
          model.getEstimator(),
          List.of(model.getEstimatorParamMaps()),
          texts(model.avgMetrics()),
          texts(model.stdMetrics()));
    }

    static Found of(SplitTunerModel model) {
      return new Found(
          model,
          model.bestModel(),
          model.getEstimator(),
          List.of(model.getEstimatorParamMaps()),
          texts(model.validationMetrics()),
          List.of());
    }
  }

  /** Numbers as texts, because JSON has no NaN. */
  private static List<String> texts(double[] values) {
    return Arrays.stream(values).mapToObj(String::valueOf).toList();
  }

  void run() throws IOException, InterruptedException {
    String journal = request.json().path("params").path("journal").asText();
    if (journal.isEmpty()) {
      runAlone();
      return;
    }
    // The journal itself refuses a tuner with other settings, whose stages' uids may differ.
    RunningStudies.Asked asked =
        new RunningStudies.Asked(where(), "journal", journal, request.client().user(), "");
    request.client().running().run(asked, attached -> runAlone());
  }

  private String where() {
    return request.text("where");
  }

  private void runAlone() throws IOException {
    StageReader reader = new StageReader(where());
    List<Estimator<?>> estimators = new ArrayList<>();
    request
        .json()
        .path("estimators")
        .forEach(one -> reader.estimator(one).ifPresent(estimators::add));
    Optional<Evaluator> evaluator = reader.evaluator(request.json().path("evaluator"));
    TunerParams<?> tuner =
        request.text("tuner").equals("SplitTuner")
            ? new SplitTuner(request.text("uid"))
            : new Tuner(request.text("uid"));
    reader.setParams(tuner, request.json().path("params"));
    List<ParamMap> maps = new ArrayList<>();
    request.json().path("maps").forEach(one -> maps.add(reader.map(one)));
    reader.check();
    tuner.set(tuner.estimator(), estimators.get(0));
    if (request.json().path("chooses").asBoolean()) {
      tuner.set(tuner.estimators(), estimators.toArray(Estimator<?>[]::new));
    }
    tuner.set(tuner.evaluator(), evaluator.orElseThrow());
    if (!maps.isEmpty()) {
      tuner.set(tuner.estimatorParamMaps(), maps.toArray(ParamMap[]::new));
    }
    request.dataset("heldOutSource").ifPresent(rows -> tuner.set(tuner.heldOutSource(), rows));
    leave(fitted(tuner, request.rows()), estimators, maps);
  }

  private static Found fitted(TunerParams<?> tuner, Dataset<Row> rows) {
    return tuner instanceof SplitTuner split
        ? Found.of(split.fit(rows))
        : Found.of(((Tuner) tuner).fit(rows));
  }

  private void leave(Found found, List<Estimator<?>> estimators, List<ParamMap> maps)
      throws IOException {
    StudyAnswer answer = request.answer();
    ObjectNode json = answer.json();
    json.put("model", saved(found.best()));
    json.put("estimator", estimators.indexOf(found.estimator()));
    ArrayNode tried = json.putArray("maps");
    for (ParamMap map : found.maps()) {
      if (maps.contains(map)) {
        tried.add(maps.indexOf(map));
      } else {
        tried.add(pairs(map, request.json()));
      }
    }
    found.metrics().forEach(json.putArray("metrics")::add);
    found.deviations().forEach(json.putArray("deviations")::add);
    json.put("heldOut", String.valueOf(found.model().heldOutMetric()));
    json.put("predictions", found.model().hasPredictions());
    if (found.model().hasPredictions()) {
      answer.table("predictions", found.model().predictions());
    }
    answer.leave(found.model().study());
  }

  /** Path of a model from which its client loads it. */
  private String saved(Model<?> model) throws IOException {
    if (!(model instanceof MLWritable writable)) {
      throw new ClientException(
          "%s: estimator: its model, a %s, cannot be saved, so it cannot be sent; use an estimator whose model is MLWritable"
              .formatted(where(), model.getClass().getName()));
    }
    Path path = request.client().folder().newModel();
    writable.write().session(request.client().spark()).save(path.toString());
    return path.toString();
  }

  @SuppressWarnings("unchecked") // the value is the param's own
  private static ArrayNode pairs(ParamMap map, JsonNode json) {
    ArrayNode pairs = ((ObjectNode) json).arrayNode();
    for (ParamPair<?> pair : ParamValues.pairs(map)) {
      Param<Object> param = (Param<Object>) pair.param();
      pairs
          .addObject()
          .put("parent", param.parent())
          .put("name", param.name())
          .put("value", param.jsonEncode(pair.value()));
    }
    return pairs;
  }
}
