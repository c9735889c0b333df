package org.espalier.spark.pipeline.learner;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.Classifier;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ClassByName;
import org.espalier.spec.learner.LearnerPlan;
import org.espalier.spec.learner.Learners;

/** Type of learner, by its name in settings. */
public sealed interface LearnerType permits DescribedLearner, OneVsRestLearner, EstimatorClass {

  /** Name in settings, for example {@code random-forest}. */
  String key();

  Set<ProblemType> tasks();

  FeatureNeeds needs();

  /** A fresh estimator with its own defaults, for a task that it can do. */
  Estimator<?> create(ProblemType task);

  /** True if its models predict class probabilities, and not only scores. */
  boolean estimatesProbabilities();

  /** Descriptor of the learner; empty for a class without one. */
  Optional<LearnerDescriptor> descriptor();

  static Optional<LearnerType> of(String key) {
    Optional<LearnerDescriptor> known = Learners.known().ofType(key);
    if (known.isPresent()) {
      return known.filter(LearnerType::isUsable).map(DescribedLearner::new);
    }
    if (key.equals(LearnerPlan.ONE_VS_REST)) {
      return of(Learners.USUAL_CLASSIFIER).map(usual -> new OneVsRestLearner(key, usual));
    }
    Optional<String> inner = LearnerPlan.innerOf(key);
    if (inner.isPresent()) {
      return of(inner.get())
          .filter(LearnerType::isBinaryClassifier)
          .map(classifier -> new OneVsRestLearner(key, classifier));
    }
    return ClassByName.isName(key) && EstimatorClass.objection(key).isEmpty()
        ? Optional.of(new EstimatorClass(key))
        : Optional.empty();
  }

  /**
   * False for a provider's learner with obstacles; MLlib's classes are always on the class path.
   */
  private static boolean isUsable(LearnerDescriptor learner) {
    return !Learners.known().brought().containsKey(learner)
        || DescriptorCheck.obstacles(learner).isEmpty();
  }

  /** Reason why there is no learner of a name. */
  static String objection(String key) {
    Optional<String> inner = LearnerPlan.innerOf(key);
    if (inner.isPresent()) {
      return of(inner.get()).isPresent()
          ? "'%s' is not a binary classifier, which one-vs-rest needs".formatted(inner.get())
          : objection(inner.get());
    }
    Optional<LearnerDescriptor> known = Learners.known().ofType(key);
    if (known.isPresent()) {
      return String.join("; ", DescriptorCheck.obstacles(known.get()));
    }
    return ClassByName.isName(key)
        ? EstimatorClass.objection(key).orElse("")
        : "'%s' is not a learner".formatted(key);
  }

  static List<String> keys() {
    return Stream.concat(
            Learners.known().all().stream().map(LearnerDescriptor::type),
            Stream.of(LearnerPlan.ONE_VS_REST))
        .toList();
  }

  private boolean isBinaryClassifier() {
    return tasks().contains(ProblemType.BINARY)
        && create(ProblemType.BINARY) instanceof Classifier<?, ?, ?>;
  }
}
