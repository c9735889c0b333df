package org.espalier.spark.pipeline;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.espalier.plan.Task;

/** The learners by the name they have in settings, and MLlib's estimator for each task. */
public enum LearnerType {
  LOGISTIC_REGRESSION,
  LINEAR_REGRESSION,
  RANDOM_FOREST,
  GRADIENT_BOOSTED_TREES;

  /** For example {@code random-forest}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The type of that name, if there is one. */
  public static Optional<LearnerType> of(String key) {
    return Arrays.stream(values()).filter(type -> type.key().equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(LearnerType::key).toList();
  }

  /** What it can learn. MLlib's boosted trees know two classes only. */
  public Set<Task> tasks() {
    return switch (this) {
      case LOGISTIC_REGRESSION -> EnumSet.of(Task.BINARY, Task.MULTICLASS);
      case LINEAR_REGRESSION -> EnumSet.of(Task.REGRESSION);
      case RANDOM_FOREST -> EnumSet.allOf(Task.class);
      case GRADIENT_BOOSTED_TREES -> EnumSet.of(Task.BINARY, Task.REGRESSION);
    };
  }

  /**
   * Whether it splits on single features, and so takes categories as they are and needs no scale.
   */
  boolean isTree() {
    return switch (this) {
      case LOGISTIC_REGRESSION, LINEAR_REGRESSION -> false;
      case RANDOM_FOREST, GRADIENT_BOOSTED_TREES -> true;
    };
  }

  /** A fresh estimator with MLlib's own defaults. */
  Predictor<?, ?, ?> create(Task task) {
    if (!tasks().contains(task)) {
      throw new IllegalArgumentException("%s cannot do %s.".formatted(key(), task.text()));
    }
    return switch (this) {
      case LOGISTIC_REGRESSION -> new LogisticRegression();
      case LINEAR_REGRESSION -> new LinearRegression();
      case RANDOM_FOREST ->
          task.isClassification() ? new RandomForestClassifier() : new RandomForestRegressor();
      case GRADIENT_BOOSTED_TREES ->
          task.isClassification() ? new GBTClassifier() : new GBTRegressor();
    };
  }
}
