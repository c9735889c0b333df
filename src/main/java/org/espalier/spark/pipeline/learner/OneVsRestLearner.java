package org.espalier.spark.pipeline.learner;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.OneVsRest;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.ProblemType;

/**
 * Learner that fits a binary classifier once for each class, against the rest. Its params are those
 * of the classifier; those of the wrapper are not worth a search.
 */
public record OneVsRestLearner(String key, LearnerType classifier) implements LearnerType {

  @Override
  public Set<ProblemType> tasks() {
    return EnumSet.of(ProblemType.MULTICLASS);
  }

  @Override
  public FeatureNeeds needs() {
    return classifier.needs();
  }

  @Override
  public boolean estimatesProbabilities() {
    return false;
  }

  /** Classifier without the wrapper, since it has the params. */
  @Override
  public Estimator<?> create(ProblemType task) {
    return classifier.create(ProblemType.BINARY);
  }

  @Override
  public Optional<LearnerDescriptor> descriptor() {
    return classifier.descriptor();
  }

  /** Wrapper around the classifier, whose params are set. */
  public Estimator<?> around(Estimator<?> configured) {
    return new OneVsRest().setClassifier((Classifier<?, ?, ?>) configured);
  }
}
