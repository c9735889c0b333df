package org.espalier.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.SparkSession;
import org.espalier.Api;
import org.espalier.evaluate.Reason;
import org.espalier.spark.ClassByName;
import org.espalier.spark.ParamValues;
import org.espalier.spark.SparkLine;
import org.jspecify.annotations.Nullable;

/**
 * Text of a tuner's plan: its params, with the estimator as the folder in which Spark saved it, and
 * evaluator and maps as the JSON of their params. The text can be compared and kept under version
 * control; a tuner that is read from it makes the same study.
 *
 * <p>A live object in a param, such as a stage in a map, has no text; which one that is, is said.
 */
@Api
public final class PlanText {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Params that are written in other ways. */
  private static final Set<String> HANDLES = Set.of("estimator", "evaluator", "estimatorParamMaps");

  private final Params tuner;
  private final List<String> problems = new ArrayList<>();

  private PlanText(Params tuner) {
    this.tuner = tuner;
  }

  /**
   * Writes the plan of a tuner.
   *
   * @param estimator folder on any Hadoop file system in which the tuner's estimator was saved
   * @return a JSON object of class, uid, params, estimator, evaluator and maps
   * @throws IllegalArgumentException with a line for each handle that has no text
   */
  public static String write(TunerParams<?> tuner, String estimator) {
    TunerPlan.of(tuner);
    PlanText text = new PlanText(tuner);
    ObjectNode plan = JSON.createObjectNode();
    plan.put("class", tuner.getClass().getName()).put("uid", tuner.uid());
    plan.set("params", text.params(tuner, ""));
    plan.put("estimator", estimator);
    text.requireSaved(tuner, estimator);
    plan.set("evaluator", text.evaluator(tuner.getEvaluator()));
    if (tuner.hasMaps()) {
      ArrayNode maps = plan.putArray("maps");
      ParamMap[] all = tuner.getEstimatorParamMaps();
      for (int i = 0; i < all.length; i++) {
        maps.add(text.map(all[i], "estimatorParamMaps[%d]".formatted(i)));
      }
    }
    if (!text.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", text.problems));
    }
    return plan.toPrettyString() + "\n";
  }

  /**
   * Reads a tuner from what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the text is no plan of a {@link Tuner}, or its estimator
   *     cannot be loaded, with a line for each damaged part
   */
  public static Tuner readTuner(String text) {
    return PlanTextReader.read(text, Tuner.class, Tuner::new);
  }

  /**
   * Reads a tuner with one split from what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the text is no plan of a {@link SplitTuner}, or its
   *     estimator cannot be loaded, with a line for each damaged part
   */
  public static SplitTuner readSplitTuner(String text) {
    return PlanTextReader.read(text, SplitTuner.class, SplitTuner::new);
  }

  /** The params that are set, without the handles. */
  private ObjectNode params(Params stage, String path) {
    ObjectNode params = JSON.createObjectNode();
    for (Param<?> param : stage.params()) {
      if (stage.isSet(param) && !HANDLES.contains(param.name())) {
        params.set(param.name(), encoded(param, stage.getOrDefault(param), path + param.name()));
      }
    }
    return params;
  }

  private ObjectNode evaluator(Evaluator evaluator) {
    String type = evaluator.getClass().getName();
    ClassByName.objection(type, Evaluator.class).ifPresent(wrong -> noText("evaluator", wrong));
    ObjectNode node = JSON.createObjectNode().put("class", type);
    node.set("params", params(evaluator, "evaluator."));
    return node;
  }

  private ArrayNode map(ParamMap map, String path) {
    ArrayNode pairs = JSON.createArrayNode();
    for (ParamPair<?> pair : ParamValues.pairs(map)) {
      Param<?> param = pair.param();
      String at = "%s.%s.%s".formatted(path, param.parent(), param.name());
      ObjectNode node = pairs.addObject().put("stage", param.parent()).put("param", param.name());
      node.set("value", encoded(param, pair.value(), at));
    }
    return pairs;
  }

  private JsonNode encoded(Param<?> param, @Nullable Object value, String path) {
    try {
      @SuppressWarnings("unchecked") // the value is the param's own
      Param<Object> untyped = (Param<Object>) param;
      return JSON.readTree(untyped.jsonEncode(value));
    } catch (RuntimeException | JsonProcessingException e) {
      noText(path, "is " + (value == null ? "null" : "a " + value.getClass().getName()));
      return JSON.nullNode();
    }
  }

  private void requireSaved(TunerParams<?> tuner, String folder) {
    String uid = tuner.getEstimator().uid();
    try {
      Estimator<?> saved = estimator(folder);
      if (!saved.uid().equals(uid)) {
        noText("estimator", "is %s, and '%s' holds %s".formatted(uid, folder, saved.uid()));
      }
    } catch (IllegalArgumentException e) {
      noText("estimator", String.valueOf(e.getMessage()));
    }
  }

  private void noText(String path, String wrong) {
    problems.add(
        "%s: %s: has no text: %s; %s"
            .formatted(
                StableStageNames.where(tuner),
                path,
                wrong,
                path.equals("estimator")
                    ? "save the estimator there"
                    : "a value that Spark writes as JSON"));
  }

  /**
   * Loads an estimator.
   *
   * @throws IllegalArgumentException if the folder holds none
   */
  static Estimator<?> estimator(String folder) {
    try {
      if (SparkLine.loadStage(folder, SparkSession.active()) instanceof Estimator<?> estimator) {
        return estimator;
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "'%s' holds no estimator that can be loaded: %s".formatted(folder, Reason.plain(e)), e);
    }
    throw new IllegalArgumentException("'%s' holds no estimator".formatted(folder));
  }
}
