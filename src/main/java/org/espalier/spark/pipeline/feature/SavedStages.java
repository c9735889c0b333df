package org.espalier.spark.pipeline.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.Reason;
import org.espalier.spark.pipeline.learner.StageType;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.problem.Problem;

/** Stages of a pipeline that was saved unfitted; nested pipelines are flattened. */
record SavedStages(StudyPlan plan, String path) {

  private static final String KEY = "features";

  OwnStages load() {
    List<PipelineStage> stages;
    try {
      stages = flat(Pipeline.load(path)).toList();
    } catch (Exception
        | LinkageError e) { // Spark throws checked exceptions that its methods do not declare
      return wrong(e);
    }
    List<Problem> problems = new ArrayList<>();
    if (stages.isEmpty()) {
      problems.add(problem("the pipeline at '%s' has no stages".formatted(path), ""));
    }
    Map<String, PipelineStage> named = new LinkedHashMap<>();
    for (PipelineStage stage : stages) {
      OwnStages.learner(plan.tuning().origins(), stage, KEY).ifPresent(problems::add);
      String usual = StageType.nameOf(stage);
      String name = usual;
      for (int i = 2; named.containsKey(name); i++) {
        name = usual + "-" + i;
      }
      named.put(name, stage);
    }
    return new OwnStages(plan, named, problems);
  }

  private static Stream<PipelineStage> flat(PipelineStage stage) {
    return stage instanceof Pipeline pipeline
        ? Stream.of(pipeline.getStages()).flatMap(SavedStages::flat)
        : Stream.of(stage);
  }

  private OwnStages wrong(Throwable failure) {
    String message = Reason.plain(failure);
    boolean fitted = message.contains("PipelineModel");
    boolean missing = message.contains("does not exist");
    String wrong =
        missing
            ? "there is no saved pipeline at '%s'".formatted(path)
            : fitted
                ? "'%s' holds a pipeline that is fitted already".formatted(path)
                : "'%s' cannot be loaded: %s".formatted(path, message);
    String right =
        "give auto, a list of stages, or the path of a Pipeline that was saved before fit";
    return new OwnStages(plan, Map.of(), List.of(problem(wrong, right)));
  }

  private Problem problem(String wrong, String right) {
    return plan.tuning().origins().problem(KEY, wrong, right);
  }
}
