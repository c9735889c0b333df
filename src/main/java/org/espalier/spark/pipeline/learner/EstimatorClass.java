package org.espalier.spark.pipeline.learner;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.regression.Regressor;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ClassByName;
import org.espalier.spec.learner.Learners;

/**
 * Learner that is any other estimator on the class path, by the name of its class: it reads a
 * feature vector, usually a label, and makes a prediction.
 */
record EstimatorClass(String key) implements LearnerType {

  /** Column params that an estimator needs to follow feature stages and to be scored. */
  private static final List<String> COLUMNS = List.of("featuresCol", "predictionCol");

  /** Problem with a class; empty if it can be used as a learner. */
  static Optional<String> objection(String name) {
    return objection(name, COLUMNS);
  }

  /**
   * Problem with a class; empty if it can be used as a learner.
   *
   * @param columns params that it needs
   */
  static Optional<String> objection(String name, List<String> columns) {
    Optional<String> objection = ClassByName.objection(name, Estimator.class);
    if (objection.isPresent()) {
      return objection;
    }
    Estimator<?> estimator = ClassByName.create(name, Estimator.class);
    List<String> lacking = columns.stream().filter(c -> !estimator.hasParam(c)).toList();
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "class '%s' learns no prediction from features: it has no %s"
                .formatted(name, String.join(", ", lacking)));
  }

  @Override
  public Optional<LearnerDescriptor> descriptor() {
    return Learners.known().ofEstimator(instance().getClass());
  }

  private Estimator<?> instance() {
    return ClassByName.create(key, Estimator.class);
  }

  @Override
  public Set<ProblemType> tasks() {
    Estimator<?> estimator = instance();
    if (estimator instanceof Classifier<?, ?, ?>) {
      return EnumSet.of(ProblemType.BINARY, ProblemType.MULTICLASS);
    }
    if (!estimator.hasParam("labelCol")) {
      return EnumSet.of(ProblemType.CLUSTERING);
    }
    if (estimator.hasParam("censorCol")) {
      return EnumSet.of(ProblemType.REGRESSION, ProblemType.SURVIVAL);
    }
    return estimator instanceof Regressor<?, ?, ?>
        ? EnumSet.of(ProblemType.REGRESSION)
        : EnumSet.of(ProblemType.BINARY, ProblemType.MULTICLASS, ProblemType.REGRESSION);
  }

  /** Tree learners are recognised by their bins. */
  @Override
  public FeatureNeeds needs() {
    return instance().hasParam("maxBins") ? FeatureNeeds.TREE : FeatureNeeds.SCALED;
  }

  @Override
  public Estimator<?> create(ProblemType task) {
    return instance();
  }

  @Override
  public boolean estimatesProbabilities() {
    return instance().hasParam("probabilityCol");
  }
}
