package org.espalier.spark.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Params;
import org.espalier.plan.Catalogue;
import org.espalier.plan.Task;

/** What MLlib's own Params say of the learners and feature stages; needs no session. */
public final class LearnerCatalogue implements Catalogue {

  @Override
  public List<String> learners() {
    return LearnerType.keys();
  }

  @Override
  public Optional<Stage> learner(String type) {
    return LearnerType.of(type).map(known -> new Stage(type, known.tasks(), params(known)));
  }

  @Override
  public String objection(String type) {
    return LearnerType.objection(type);
  }

  @Override
  public Optional<String> evaluatorObjection(String type) {
    return EvaluatorClass.objection(type);
  }

  @Override
  public boolean estimatesProbabilities(String type) {
    return LearnerType.of(type).map(LearnerType::estimatesProbabilities).orElse(true);
  }

  /** The params of all its estimators: impurity, for one, takes other values for another task. */
  private static List<Param> params(LearnerType type) {
    Map<String, Param> byName = new LinkedHashMap<>();
    estimators(type, type.tasks())
        .flatMap(estimator -> StageParams.of(estimator).stream())
        .forEach(param -> byName.putIfAbsent(param.name(), param));
    return byName.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }

  private static Stream<Params> estimators(LearnerType type, Set<Task> tasks) {
    return Stream.of(Task.values())
        .filter(task -> tasks.contains(task) && type.tasks().contains(task))
        .map(type::create);
  }

  @Override
  public List<Stage> featureStages() {
    return FeatureStages.templates().entrySet().stream()
        .map(e -> new Stage(e.getKey(), Set.of(Task.values()), StageParams.of(e.getValue())))
        .toList();
  }

  @Override
  public Optional<String> verdict(String stage, Set<Task> tasks, String param, Object value) {
    Optional<LearnerType> learner = LearnerType.of(stage);
    if (learner.isEmpty()) {
      Params template = FeatureStages.templates().get(stage);
      if (template == null) {
        throw new IllegalArgumentException("There is no stage '%s'.".formatted(stage));
      }
      return StageParams.verdict(template, param, value);
    }
    List<Optional<String>> verdicts =
        estimators(learner.get(), tasks)
            .filter(estimator -> estimator.hasParam(param))
            .map(estimator -> StageParams.verdict(estimator, param, value))
            .toList();
    return verdicts.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : verdicts.stream().flatMap(Optional::stream).findFirst();
  }
}
