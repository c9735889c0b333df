package org.espalier.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.ClassByName;
import org.espalier.spec.problem.Problem;
import org.espalier.spec.problem.Suggestion;

/** Reader of a tuner from the text of its plan, which reports everything damaged at once. */
final class PlanTextReader {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> KEYS =
      List.of("class", "uid", "params", "estimator", "evaluator", "maps");

  private final JsonNode plan;
  private final List<String> problems = new ArrayList<>();

  private PlanTextReader(JsonNode plan) {
    this.plan = plan;
  }

  /**
   * Reads a tuner.
   *
   * @param type class that the text must name
   * @param created makes a tuner with a uid
   * @throws IllegalArgumentException with a line for each damaged part
   */
  static <T extends TunerParams<T>> T read(
      String text, Class<T> type, Function<String, T> created) {
    JsonNode plan = parsed(text);
    String named = plan.path("class").asText();
    if (!named.equals(type.getName())) {
      throw new IllegalArgumentException(
          "plan: class: is '%s'; %s".formatted(named, type.getName()));
    }
    PlanTextReader reader = new PlanTextReader(plan);
    T tuner = created.apply(reader.text(plan, "uid", "uid"));
    reader.fill(tuner);
    if (!reader.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", reader.problems));
    }
    return tuner;
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("plan: is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private void fill(TunerParams<?> tuner) {
    requireKnown(plan, KEYS, "");
    setAll(tuner, object(plan, "params", "params"), "params.");
    evaluator().ifPresent(evaluator -> tuner.set(tuner.evaluator(), evaluator));
    String folder = text(plan, "estimator", "estimator");
    if (folder.isEmpty()) {
      return;
    }
    try {
      Estimator<?> estimator = PlanText.estimator(folder);
      tuner.set(tuner.estimator(), estimator);
      if (plan.has("maps")) {
        tuner.set(tuner.estimatorParamMaps(), maps(estimator));
      }
    } catch (IllegalArgumentException e) {
      report("estimator", String.valueOf(e.getMessage()), "the folder in which it was saved");
    }
  }

  private Optional<Evaluator> evaluator() {
    JsonNode node = object(plan, "evaluator", "evaluator");
    requireKnown(node, List.of("class", "params"), "evaluator.");
    String type = node.isEmpty() ? "" : text(node, "class", "evaluator.class");
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> wrong = ClassByName.objection(type, Evaluator.class);
    if (wrong.isPresent()) {
      report("evaluator.class", wrong.get(), "");
      return Optional.empty();
    }
    Evaluator evaluator = ClassByName.create(type, Evaluator.class);
    setAll(evaluator, object(node, "params", "evaluator.params"), "evaluator.params.");
    return Optional.of(evaluator);
  }

  private ParamMap[] maps(Estimator<?> estimator) {
    Map<String, Params> stages = StableStageNames.stages(estimator);
    List<ParamMap> maps = new ArrayList<>();
    for (JsonNode pairs : array(plan.path("maps"), "maps")) {
      String at = "maps[%d]".formatted(maps.size());
      ParamMap map = new ParamMap();
      for (JsonNode pair : array(pairs, at)) {
        requireKnown(pair, List.of("stage", "param", "value"), at + ".");
        String uid = pair.path("stage").asText();
        Params stage = stages.get(uid);
        if (stage == null) {
          String wrong = "the estimator has no stage '%s'".formatted(uid);
          report(at, wrong, Suggestion.of(uid, stages.keySet()));
        } else {
          String name = pair.path("param").asText();
          set(
              stage,
              name,
              pair.path("value"),
              "%s.%s.%s".formatted(at, uid, name),
              (param, value) -> map.put(param.w(value)));
        }
      }
      maps.add(map);
    }
    return maps.toArray(ParamMap[]::new);
  }

  private void setAll(Params stage, JsonNode params, String path) {
    params
        .fieldNames()
        .forEachRemaining(
            name -> set(stage, name, params.get(name), path + name, (p, v) -> stage.set(p, v)));
  }

  /** Sets a param of a stage, or reports why that is not possible. */
  private void set(
      Params stage,
      String name,
      JsonNode node,
      String path,
      BiConsumer<Param<Object>, Object> setting) {
    if (!stage.hasParam(name)) {
      List<String> known = Arrays.stream(stage.params()).map(Param::name).toList();
      String type = stage.getClass().getSimpleName();
      report(path, "is no param of %s".formatted(type), Suggestion.of(name, known));
      return;
    }
    Param<Object> param = stage.getParam(name);
    try {
      decoded(param, node)
          .ifPresentOrElse(
              value -> setting.accept(param, value),
              () -> report(path, "is %s".formatted(node), example(stage, param)));
    } catch (IllegalArgumentException e) { // the param's own objection
      String own = "%s: %s: ".formatted(StableStageNames.where(stage), name);
      String said = String.valueOf(e.getMessage());
      report(path, said.startsWith(own) ? said.substring(own.length()) : said, "");
    }
  }

  /**
   * Value of a param; empty if it is of another type.
   *
   * @throws IllegalArgumentException if a param of ours says what is wrong with it
   */
  private static Optional<Object> decoded(Param<Object> param, JsonNode node) {
    Param<?> typed = param;
    boolean isInt = typed instanceof IntParam;
    boolean isWhole = isInt ? node.canConvertToInt() : node.canConvertToLong();
    // Spark's own decoders cut a fraction off, and refuse a whole number in place of a double.
    if ((isInt || typed instanceof LongParam) && !(node.isIntegralNumber() && isWhole)) {
      return Optional.empty();
    }
    boolean real = typed instanceof DoubleParam && node.isIntegralNumber();
    try {
      String json = real ? String.valueOf(node.doubleValue()) : node.toString();
      return Optional.ofNullable(param.jsonDecode(json));
    } catch (RuntimeException e) {
      if (param instanceof JsonParam) {
        throw e;
      }
      return Optional.empty(); // Spark's decoders name classes of theirs
    }
  }

  /** What would be right: a value like the one that the param has by default. */
  private static String example(Params stage, Param<Object> param) {
    return stage.getDefault(param).isDefined()
        ? "a value like " + param.jsonEncode(stage.getDefault(param).get())
        : "a value as Spark writes it";
  }

  private void requireKnown(JsonNode node, List<String> keys, String path) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                report(path + key, "is not known", Suggestion.of(key, keys));
              }
            });
  }

  /** Text that is not empty; an empty one after a problem. */
  private String text(JsonNode node, String key, String path) {
    String text = node.path(key).isTextual() ? node.path(key).textValue() : "";
    if (text.isBlank()) {
      report(path, node.has(key) ? "is %s".formatted(node.get(key)) : "is missing", "a text");
    }
    return text;
  }

  private JsonNode object(JsonNode node, String key, String path) {
    if (!node.path(key).isObject()) {
      report(path, node.has(key) ? "is %s".formatted(node.get(key)) : "is missing", "an object");
      return JSON.createObjectNode();
    }
    return node.get(key);
  }

  private JsonNode array(JsonNode node, String path) {
    if (!node.isArray()) {
      report(path, "is %s".formatted(node), "an array");
      return JSON.createArrayNode();
    }
    return node;
  }

  private void report(String path, String wrong, String right) {
    problems.add(new Problem("plan", path, wrong, right).toString());
  }
}
