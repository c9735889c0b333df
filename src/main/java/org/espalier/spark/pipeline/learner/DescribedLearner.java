package org.espalier.spark.pipeline.learner;

import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ClassByName;

/** Learner with a descriptor, MLlib's or that of a provider. */
record DescribedLearner(LearnerDescriptor described) implements LearnerType {

  @Override
  public Optional<LearnerDescriptor> descriptor() {
    return Optional.of(described);
  }

  @Override
  public String key() {
    return described.type();
  }

  @Override
  public Set<ProblemType> tasks() {
    return described.tasks();
  }

  @Override
  public FeatureNeeds needs() {
    return described.needs();
  }

  @Override
  public Estimator<?> create(ProblemType task) {
    String name = described.estimators().get(task);
    if (name == null) {
      throw new IllegalArgumentException("%s cannot do %s.".formatted(key(), task.text()));
    }
    Estimator<?> estimator = ClassByName.create(name, Estimator.class);
    described
        .values()
        .forEach(
            (param, value) ->
                StageParams.set(
                    estimator, param, StageParams.typed(estimator, param, value).orElseThrow()));
    return estimator;
  }

  /** True also for a learner without classification, which needs no probabilities. */
  @Override
  public boolean estimatesProbabilities() {
    return tasks().stream()
        .filter(ProblemType::isClassification)
        .allMatch(task -> create(task).hasParam("probabilityCol"));
  }
}
