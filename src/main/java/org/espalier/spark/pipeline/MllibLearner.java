package org.espalier.spark.pipeline;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.clustering.BisectingKMeans;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.FMRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.espalier.metric.Task;

/** Learners of MLlib: for each task the estimator for it. */
enum MllibLearner implements LearnerType {
  LOGISTIC_REGRESSION(FeatureNeeds.SCALED, classes(LogisticRegression::new)),
  LINEAR_SVC(FeatureNeeds.SCALED, only(Task.BINARY, LinearSVC::new)),
  NAIVE_BAYES(FeatureNeeds.NON_NEGATIVE, classes(NaiveBayes::new)),
  MULTILAYER_PERCEPTRON(FeatureNeeds.SCALED, classes(LayeredPerceptron::new)),
  LINEAR_REGRESSION(FeatureNeeds.SCALED, only(Task.REGRESSION, LinearRegression::new)),
  GENERALIZED_LINEAR_REGRESSION(
      FeatureNeeds.SCALED, only(Task.REGRESSION, GeneralizedLinearRegression::new)),
  ISOTONIC_REGRESSION(FeatureNeeds.TREE, only(Task.REGRESSION, IsotonicRegression::new)),
  DECISION_TREE(
      FeatureNeeds.TREE,
      with(classes(DecisionTreeClassifier::new), Task.REGRESSION, DecisionTreeRegressor::new)),
  RANDOM_FOREST(
      FeatureNeeds.TREE,
      with(classes(RandomForestClassifier::new), Task.REGRESSION, RandomForestRegressor::new)),
  /** MLlib's boosted trees are binary classifiers only. */
  GRADIENT_BOOSTED_TREES(
      FeatureNeeds.TREE,
      with(only(Task.BINARY, GBTClassifier::new), Task.REGRESSION, GBTRegressor::new)),
  FACTORIZATION_MACHINES(
      FeatureNeeds.SCALED,
      with(only(Task.BINARY, FMClassifier::new), Task.REGRESSION, FMRegressor::new)),
  /** Regression of times without censoring. */
  SURVIVAL_REGRESSION(
      FeatureNeeds.SCALED,
      with(
          only(Task.REGRESSION, AFTSurvivalRegression::new),
          Task.SURVIVAL,
          AFTSurvivalRegression::new)),
  /** Rows with unseen users and items are left out: a missing prediction has no score. */
  ALS(
      FeatureNeeds.RATINGS,
      only(
          Task.RECOMMENDATION,
          () -> new org.apache.spark.ml.recommendation.ALS().setColdStartStrategy("drop"))),
  K_MEANS(FeatureNeeds.SCALED, only(Task.CLUSTERING, KMeans::new)),
  BISECTING_K_MEANS(FeatureNeeds.SCALED, only(Task.CLUSTERING, BisectingKMeans::new)),
  GAUSSIAN_MIXTURE(FeatureNeeds.SCALED, only(Task.CLUSTERING, GaussianMixture::new));

  private final FeatureNeeds needs;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable view
  private final Map<Task, Supplier<Estimator<?>>> estimators;

  MllibLearner(FeatureNeeds needs, Map<Task, Supplier<Estimator<?>>> estimators) {
    this.needs = needs;
    this.estimators = Collections.unmodifiableMap(estimators);
  }

  private static Map<Task, Supplier<Estimator<?>>> only(
      Task task, Supplier<Estimator<?>> estimator) {
    return with(new EnumMap<>(Task.class), task, estimator);
  }

  private static Map<Task, Supplier<Estimator<?>>> classes(Supplier<Estimator<?>> estimator) {
    return with(only(Task.BINARY, estimator), Task.MULTICLASS, estimator);
  }

  private static Map<Task, Supplier<Estimator<?>>> with(
      Map<Task, Supplier<Estimator<?>>> others, Task task, Supplier<Estimator<?>> estimator) {
    others.put(task, estimator);
    return others;
  }

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public Set<Task> tasks() {
    return estimators.keySet();
  }

  @Override
  public FeatureNeeds needs() {
    return needs;
  }

  @Override
  public boolean estimatesProbabilities() {
    return this != LINEAR_SVC;
  }

  @Override
  public Estimator<?> create(Task task) {
    if (!tasks().contains(task)) {
      throw new IllegalArgumentException("%s cannot do %s.".formatted(key(), task.text()));
    }
    return Objects.requireNonNull(estimators.get(task)).get();
  }
}
