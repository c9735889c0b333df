package org.espalier.spark.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.ClassByName;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.stage.FeatureStages;
import org.espalier.spark.stage.OwnStages;
import org.espalier.spark.stage.StageType;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.StudyPlan;

/**
 * Catalogue of learners and feature stages from MLlib's own Params; needs no Spark session.
 *
 * @param templates feature stages by name, with their default values
 * @param ofStages problems of the feature stages that a study defines
 */
public record LearnerCatalogue(Map<String, ? extends Params> templates, List<Problem> ofStages)
    implements ClassPathCatalogue {

  /** Catalogue with the automatic feature stages. */
  public LearnerCatalogue() {
    this(FeatureStages.templates(), List.of());
  }

  /**
   * Catalogue with the feature stages of a study; those of a saved pipeline are loaded in the
   * session.
   */
  public static LearnerCatalogue of(StudyPlan plan) {
    OwnStages own = OwnStages.of(plan);
    return plan.features().isChosen()
        ? new LearnerCatalogue()
        : new LearnerCatalogue(own.stages(), own.problems());
  }

  /** MLlib's feature stages that a study can define, by name, with their params. */
  public static List<Stage> stages() {
    return StageType.names().stream()
        .<Stage>map(name -> new LearnerType.FeatureStage(name, StageType.create(name)))
        .toList();
  }

  /** Places of training of a learner's estimators, in a few words. */
  public static String trained(String type) {
    return LearnerType.of(type).stream()
        .flatMap(known -> known.estimators(known.tasks()))
        .map(TaskTrainers::place)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(Learners.known().problems());
    Learners.known()
        .brought()
        .forEach((learner, by) -> all.addAll(new DescriptorCheck(learner, by).problems()));
    all.addAll(ofStages);
    return all;
  }

  @Override
  public List<String> learners() {
    List<String> types = new ArrayList<>();
    Learners.known().all().forEach(learner -> types.add(learner.type()));
    types.add(LearnerPlan.ONE_VS_REST);
    return types;
  }

  @Override
  public Optional<Stage> learner(String type) {
    return LearnerType.of(type).map(known -> known);
  }

  @Override
  public String objection(String type) {
    return LearnerType.objection(type).orElse("");
  }

  @Override
  public Optional<String> evaluatorObjection(String type) {
    return ClassByName.objection(type, Evaluator.class);
  }

  @Override
  public List<Stage> featureStages() {
    return templates.entrySet().stream()
        .<Stage>map(e -> new LearnerType.FeatureStage(e.getKey(), e.getValue()))
        .toList();
  }
}
