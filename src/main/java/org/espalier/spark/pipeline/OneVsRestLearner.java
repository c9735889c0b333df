package org.espalier.spark.pipeline;

import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.OneVsRest;
import org.espalier.plan.Task;

/**
 * A classifier for two classes, fitted once for each of many. Params are those of the classifier;
 * what wraps it has none that are worth a search.
 */
record OneVsRestLearner(String key, LearnerType classifier) implements LearnerType {

  @Override
  public Set<Task> tasks() {
    return EnumSet.of(Task.MULTICLASS);
  }

  @Override
  public FeatureNeeds needs() {
    return classifier.needs();
  }

  @Override
  public boolean estimatesProbabilities() {
    return false;
  }

  /** The classifier alone, since it is the one that has the params. */
  @Override
  public Estimator<?> create(Task task) {
    return classifier.create(Task.BINARY);
  }

  /** The classifier, with its params set, around which the rest goes. */
  Estimator<?> around(Estimator<?> configured) {
    return new OneVsRest().setClassifier((Classifier<?, ?, ?>) configured);
  }
}
