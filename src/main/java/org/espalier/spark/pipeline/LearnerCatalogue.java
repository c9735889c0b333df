package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Params;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ClassByName;
import org.espalier.spark.pipeline.feature.FeatureStages;
import org.espalier.spark.pipeline.feature.OwnStages;
import org.espalier.spark.pipeline.learner.DescriptorCheck;
import org.espalier.spark.pipeline.learner.LearnerType;
import org.espalier.spark.pipeline.learner.StageParams;
import org.espalier.spark.pipeline.learner.StageType;
import org.espalier.spark.task.TaskTrainers;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.learner.Catalogue;
import org.espalier.spec.learner.Learners;
import org.espalier.spec.problem.Problem;

/** Catalogue of learners and feature stages from MLlib's own Params; needs no Spark session. */
public final class LearnerCatalogue implements Catalogue {

  private static final Set<ProblemType> ALL = Set.of(ProblemType.values());

  private final Map<String, ? extends Params> featureStages;
  private final List<Problem> problems;

  /** Catalogue with the automatic feature stages. */
  public LearnerCatalogue() {
    this.featureStages = FeatureStages.templates();
    this.problems = List.of();
  }

  private LearnerCatalogue(OwnStages own) {
    this.featureStages = own.stages();
    this.problems = own.problems();
  }

  /**
   * Catalogue with the feature stages of a study; those of a saved pipeline are loaded in the
   * session.
   */
  public static LearnerCatalogue of(StudyPlan plan) {
    return plan.features().isChosen()
        ? new LearnerCatalogue()
        : new LearnerCatalogue(OwnStages.of(plan));
  }

  /** MLlib's feature stages that a study can define, by name, with their params. */
  public static List<Stage> stages() {
    return StageType.names().stream()
        .map(name -> new Stage(name, ALL, StageParams.of(StageType.create(name))))
        .toList();
  }

  /** Places of training of a learner's estimators, in a few words. */
  public static String trained(String type) {
    return LearnerType.of(type).stream()
        .flatMap(known -> estimators(known, known.tasks()))
        .map(estimator -> TaskTrainers.place((PipelineStage) estimator))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(Learners.known().problems());
    Learners.known()
        .brought()
        .forEach((learner, by) -> all.addAll(new DescriptorCheck(learner, by).problems()));
    all.addAll(problems);
    return all;
  }

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
    return ClassByName.objection(type, Evaluator.class);
  }

  @Override
  public boolean estimatesProbabilities(String type) {
    return LearnerType.of(type).map(LearnerType::estimatesProbabilities).orElse(true);
  }

  /** Params of all its estimators: impurity, for example, has other values for another task. */
  private static List<Param> params(LearnerType type) {
    Map<String, Param> byName = new LinkedHashMap<>();
    Set<String> hidden = type.descriptor().map(LearnerDescriptor::hidden).orElse(Set.of());
    Set<String> texts = type.descriptor().map(LearnerDescriptor::texts).orElse(Set.of());
    estimators(type, type.tasks())
        .flatMap(estimator -> StageParams.of(estimator, texts).stream())
        .filter(param -> !hidden.contains(param.name()))
        .forEach(param -> byName.putIfAbsent(param.name(), param));
    return byName.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }

  private static Stream<Params> estimators(LearnerType type, Set<ProblemType> tasks) {
    return Stream.of(ProblemType.values())
        .filter(task -> tasks.contains(task) && type.tasks().contains(task))
        .map(type::create);
  }

  @Override
  public List<Stage> featureStages() {
    return featureStages.entrySet().stream()
        .map(e -> new Stage(e.getKey(), ALL, StageParams.of(e.getValue())))
        .toList();
  }

  @Override
  public Optional<String> verdict(
      String stage, Set<ProblemType> tasks, String param, Object value) {
    Params template = featureStages.get(stage);
    if (template != null && template.hasParam(param)) {
      return StageParams.verdict(template, param, value);
    }
    Optional<LearnerType> learner = LearnerType.of(stage);
    if (learner.isEmpty()) {
      throw new IllegalArgumentException("There is no stage '%s'.".formatted(stage));
    }
    Optional<String> refusal =
        learner.get().descriptor().flatMap(known -> known.refusal(param, value));
    if (refusal.isPresent()) {
      return refusal;
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
