package org.espalier.connect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.ClassByName;
import scala.NotImplementedError;

/**
 * Reader of the stages, evaluators and maps that a client describes: {@code class} and {@code uid},
 * {@code params} and {@code defaults} by name in Spark's JSON, and {@code stages}, params whose
 * values are stages or lists of them. Two descriptions with one uid are one stage.
 */
final class StageReader {

  private final String where;
  private final Map<String, Params> byUid = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param where beginning of a message
   */
  StageReader(String where) {
    this.where = where;
  }

  /** Estimator; empty with a problem. */
  Optional<Estimator<?>> estimator(JsonNode described) {
    return read(described, Estimator.class).map(stage -> (Estimator<?>) stage);
  }

  /** Evaluator; empty with a problem. */
  Optional<Evaluator> evaluator(JsonNode described) {
    return read(described, Evaluator.class);
  }

  /** Map of params of stages that were read before, in a list of {@code parent}, {@code name}. */
  ParamMap map(JsonNode pairs) {
    ParamMap map = new ParamMap();
    for (JsonNode pair : pairs) {
      Params owner = byUid.get(pair.path("parent").asText());
      if (owner == null) {
        problem(
            "estimatorParamMaps: no stage has the uid '%s'"
                .formatted(pair.path("parent").asText()));
      } else {
        String name = pair.path("name").asText();
        (pair.has("stage")
                ? stages(owner, name, pair.get("stage"))
                : value(owner, name, pair.path("value")))
            .ifPresent(map::put);
      }
    }
    return map;
  }

  void setParams(Params owner, JsonNode params) {
    for (Map.Entry<String, JsonNode> param : params.properties()) {
      value(owner, param.getKey(), param.getValue()).ifPresent(owner::set);
    }
  }

  private <T extends Params> Optional<T> read(JsonNode described, Class<T> expected) {
    String uid = described.path("uid").asText();
    Params known = byUid.get(uid);
    if (expected.isInstance(known)) {
      return Optional.of(expected.cast(known));
    }
    try {
      T stage = ClassByName.create(described.path("class").asText(), expected, uid);
      byUid.put(uid, stage);
      for (Map.Entry<String, JsonNode> usual : described.path("defaults").properties()) {
        value(stage, usual.getKey(), usual.getValue())
            .ifPresent(pair -> stage.setDefault(pair.param(), pair.value())); // whose seeds differ
      }
      setParams(stage, described.path("params"));
      for (Map.Entry<String, JsonNode> param : described.path("stages").properties()) {
        stages(stage, param.getKey(), param.getValue()).ifPresent(stage::set);
      }
      return Optional.of(stage);
    } catch (IllegalArgumentException e) { // an objection to the class
      problem("%s; name a class of Spark, or of a jar of the server".formatted(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Value of a param in Spark's JSON; empty with a problem. */
  private Optional<ParamPair<Object>> value(Params owner, String name, JsonNode value) {
    try {
      Param<Object> param = owner.getParam(name);
      return Optional.of(param.w(param.jsonDecode(value.toString())));
    } catch (Exception | NotImplementedError e) { // a decoder throws what it likes
      problem(
          e instanceof IllegalArgumentException && e.getMessage() != null
              ? e.getMessage()
              : "%s.%s: does not take %s".formatted(owner.uid(), name, value));
      return Optional.empty();
    }
  }

  /** Value of a param that holds a stage, or an array of them; empty with a problem. */
  private Optional<ParamPair<Object>> stages(Params owner, String name, JsonNode described) {
    try {
      Param<Object> param = owner.getParam(name);
      if (!described.isArray()) {
        return read(described, PipelineStage.class).map(param::w);
      }
      PipelineStage[] all = new PipelineStage[described.size()];
      for (int i = 0; i < all.length; i++) {
        Optional<PipelineStage> one = read(described.get(i), PipelineStage.class);
        if (one.isEmpty()) {
          return Optional.empty();
        }
        all[i] = one.get();
      }
      return Optional.of(param.w(all));
    } catch (RuntimeException e) { // no such param
      problem("%s.%s: %s".formatted(owner.uid(), name, e.getMessage()));
      return Optional.empty();
    }
  }

  private void problem(String wrong) {
    problems.add(wrong.startsWith(where) ? wrong : "%s: %s".formatted(where, wrong));
  }

  /**
   * Ends the reading.
   *
   * @throws ClientException with all problems, one per line
   */
  void check() {
    if (!problems.isEmpty()) {
      throw new ClientException(String.join("\n", problems));
    }
  }
}
