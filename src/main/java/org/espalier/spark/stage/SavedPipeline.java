package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.Reason;

/**
 * Pipeline that Spark ML saved before it was fitted. Nested pipelines are flattened.
 *
 * @param path folder of the pipeline
 * @param stages stages by name: the name of {@link StageType}, with the suffix {@code -2} for a
 *     second stage of the same name
 */
public record SavedPipeline(String path, Map<String, PipelineStage> stages) {

  public SavedPipeline {
    stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
  }

  /**
   * Loads a pipeline in the current session.
   *
   * @throws IllegalArgumentException if there is no unfitted pipeline at the path, or if it has no
   *     stages
   */
  public static SavedPipeline load(String path) {
    List<PipelineStage> stages = new ArrayList<>();
    try {
      open(Pipeline.load(path), stages);
    } catch (Exception | LinkageError e) { // Spark throws checked exceptions undeclared
      throw new IllegalArgumentException(wrong(path, Reason.plain(e)), e);
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("the pipeline at '%s' has no stages".formatted(path));
    }
    Map<String, PipelineStage> named = new LinkedHashMap<>();
    for (PipelineStage stage : stages) {
      String usual = StageType.nameOf(stage);
      String name = usual;
      for (int i = 2; named.containsKey(name); i++) {
        name = usual + "-" + i;
      }
      named.put(name, stage);
    }
    return new SavedPipeline(path, named);
  }

  private static void open(Pipeline pipeline, List<PipelineStage> stages) {
    for (PipelineStage stage : pipeline.getStages()) {
      if (stage instanceof Pipeline inner) {
        open(inner, stages);
      } else {
        stages.add(stage);
      }
    }
  }

  private static String wrong(String path, String failure) {
    if (failure.contains("does not exist")) {
      return "there is no saved pipeline at '%s'".formatted(path);
    }
    return failure.contains("PipelineModel")
        ? "'%s' holds a pipeline that is fitted already".formatted(path)
        : "'%s' cannot be loaded: %s".formatted(path, failure);
  }

  private PipelineStage last() {
    return List.copyOf(stages.values()).get(stages.size() - 1);
  }

  /** Returns the reason why the last stage is not a learner; empty if it is one. */
  public Optional<String> objection() {
    return last() instanceof Estimator<?> && last().hasParam("predictionCol")
        ? Optional.empty()
        : Optional.of(
            "the pipeline at '%s' ends in %s, which is not a learner"
                .formatted(path, StageType.nameOf(last())));
  }

  /** Returns the last stage. There must be no {@link #objection()} to it. */
  public Estimator<?> learner() {
    return (Estimator<?>) last();
  }

  /** Returns the feature column that the learner reads. */
  public String features() {
    return String.valueOf(last().getOrDefault(last().getParam("featuresCol")));
  }

  /**
   * Returns the stages before the learner.
   *
   * @param label label column of the study. A stage that converts it to the learner's label is
   *     omitted, because the study numbers the classes itself.
   */
  public Map<String, PipelineStage> before(String label) {
    Map<String, PipelineStage> before = new LinkedHashMap<>(stages);
    before.values().remove(last());
    before.values().removeIf(stage -> has(stage, "inputCol", label) && isLabel(stage));
    return before;
  }

  private boolean isLabel(PipelineStage stage) {
    return last().hasParam("labelCol")
        && has(
            stage, "outputCol", String.valueOf(last().getOrDefault(last().getParam("labelCol"))));
  }

  private static boolean has(PipelineStage stage, String param, String value) {
    return stage.hasParam(param)
        && stage.isDefined(stage.getParam(param))
        && value.equals(stage.getOrDefault(stage.getParam(param)));
  }
}
