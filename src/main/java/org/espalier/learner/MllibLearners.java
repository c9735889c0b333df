package org.espalier.learner;

import static org.espalier.learner.FeatureNeeds.NON_NEGATIVE;
import static org.espalier.learner.FeatureNeeds.RATINGS;
import static org.espalier.learner.FeatureNeeds.TREE;
import static org.espalier.metric.ProblemType.BINARY;
import static org.espalier.metric.ProblemType.CLUSTERING;
import static org.espalier.metric.ProblemType.MULTICLASS;
import static org.espalier.metric.ProblemType.RECOMMENDATION;
import static org.espalier.metric.ProblemType.REGRESSION;
import static org.espalier.metric.ProblemType.SURVIVAL;
import static org.espalier.space.Scale.LINEAR;
import static org.espalier.space.Scale.LOG;

import java.util.List;

/**
 * Learners of MLlib, each with all that a study knows about it. A new one is a record of {@link
 * #ALL}.
 *
 * <p>Ranges from a paper are in MLlib's own units and are cut where they would be too expensive on
 * a cluster (2,000 trees); the source mentions it.
 */
public final class MllibLearners {

  private static final String ML = "org.apache.spark.ml.";
  private static final String CLASSIFIERS = ML + "classification.";
  private static final String REGRESSORS = ML + "regression.";

  private static final String TUNABILITY =
      "Probst, Boulesteix and Bischl, JMLR 20 (2019), table 1: ";
  private static final String AUTO_SKLEARN = "Feurer et al., NeurIPS 2015 (auto-sklearn): ";
  private static final String RANDOM_SEARCH = "Bergstra and Bengio, JMLR 13 (2012): ";
  private static final String RENDLE = "Rendle, ACM TIST 3 (2012): ";
  private static final String ZHOU = "Zhou et al., AAIM 2008: ";
  private static final String GROUPS =
      "Arbelaitz et al., Pattern Recognition 46 (2013): from 2; ends where they get many";

  /** All of them, in the order in which they are listed. */
  public static final List<LearnerDescriptor> ALL =
      List.of(
          elasticNet("logistic-regression")
              .estimator(CLASSIFIERS + "LogisticRegression", BINARY, MULTICLASS)
              .proposedFor(BINARY, MULTICLASS)
              .unread("threshold", "thresholds")
              .build(),
          LearnerDescriptor.of("linear-svc")
              .estimator(CLASSIFIERS + "LinearSVC", BINARY)
              .unread("threshold")
              .log("regParam", 1e-6, 1, AUTO_SKLEARN + "C from 2^-5 to 2^15, which is 1 / (rows C)")
              .choice("standardization", AUTO_SKLEARN + "rescaling is searched too", true, false)
              .build(),
          LearnerDescriptor.of("naive-bayes")
              .estimator(CLASSIFIERS + "NaiveBayes", BINARY, MULTICLASS)
              .needs(NON_NEGATIVE)
              .unread("thresholds")
              .choice(
                  "modelType",
                  "those of MLlib that count classes, into which numbers are cut",
                  "multinomial",
                  "complement",
                  "bernoulli")
              .log("smoothing", 0.01, 100, AUTO_SKLEARN + "alpha of multinomial naive Bayes")
              .build(),
          // Our class chooses the first and the last layer by features and classes.
          LearnerDescriptor.of("multilayer-perceptron")
              .estimator("org.espalier.spark.pipeline.LayeredPerceptron", BINARY, MULTICLASS)
              .twin(CLASSIFIERS + "MultilayerPerceptronClassifier")
              .hide("layers")
              .unread("thresholds")
              .choice(
                  "hiddenLayers",
                  RANDOM_SEARCH + "the smaller half of 18 to 1,024 units, and two layers",
                  "16",
                  "32",
                  "64",
                  "128",
                  "32 16",
                  "64 32")
              .whole("maxIter", 50, 400, LOG, around(100))
              .build(),
          elasticNet("linear-regression")
              .estimator(REGRESSORS + "LinearRegression", REGRESSION)
              .proposedFor(REGRESSION)
              .build(),
          LearnerDescriptor.of("generalized-linear-regression")
              .estimator(REGRESSORS + "GeneralizedLinearRegression", REGRESSION)
              .text("link")
              .log("regParam", 1e-5, 10, TUNABILITY + "lambda of glmnet to 2^10")
              .build(),
          LearnerDescriptor.of("isotonic-regression")
              .estimator(REGRESSORS + "IsotonicRegression", REGRESSION)
              .needs(TREE)
              .choice("isotonic", "rising or falling: all there is", true, false)
              .build(),
          LearnerDescriptor.of("decision-tree")
              .estimator(CLASSIFIERS + "DecisionTreeClassifier", BINARY, MULTICLASS)
              .estimator(REGRESSORS + "DecisionTreeRegressor", REGRESSION)
              .needs(TREE)
              .unread("thresholds")
              .whole("maxDepth", 2, 20, LINEAR, TUNABILITY + "1 to 30 of rpart")
              .whole("minInstancesPerNode", 1, 60, LOG, TUNABILITY + "minbucket of rpart")
              .choice("maxBins", "MLlib's default of 32, and finer", 32, 64, 128)
              .build(),
          LearnerDescriptor.of("random-forest")
              .estimator(CLASSIFIERS + "RandomForestClassifier", BINARY, MULTICLASS)
              .estimator(REGRESSORS + "RandomForestRegressor", REGRESSION)
              .proposedFor(BINARY, MULTICLASS, REGRESSION)
              .needs(TREE)
              .unread("thresholds")
              .whole("numTrees", 20, 200, LOG, TUNABILITY + "1 to 2,000 of ranger")
              .whole("maxDepth", 5, 20, LINEAR, TUNABILITY + "ranger grows whole trees")
              .choice(
                  "featureSubsetStrategy",
                  TUNABILITY + "mtry of ranger, any share",
                  "sqrt",
                  "onethird",
                  "0.7",
                  "all")
              .real("subsamplingRate", 0.3, 1, TUNABILITY + "sample.fraction of ranger from 0.1")
              .whole("minInstancesPerNode", 1, 20, LOG, TUNABILITY + "min.node.size")
              .build(),
          // MLlib's boosted trees are binary classifiers only.
          LearnerDescriptor.of("gradient-boosted-trees")
              .estimator(CLASSIFIERS + "GBTClassifier", BINARY)
              .estimator(REGRESSORS + "GBTRegressor", REGRESSION)
              .proposedFor(BINARY, REGRESSION)
              .needs(TREE)
              .unread("thresholds")
              .whole("maxIter", 20, 150, LOG, TUNABILITY + "1 to 5,000 rounds of xgboost")
              .log("stepSize", 0.01, 0.5, TUNABILITY + "eta of xgboost, 2^-10 to 1")
              .whole("maxDepth", 2, 10, LINEAR, TUNABILITY + "1 to 15 of xgboost")
              .real("subsamplingRate", 0.3, 1, TUNABILITY + "subsample of xgboost from 0.1")
              .whole("minInstancesPerNode", 1, 128, LOG, TUNABILITY + "min_child_weight to 2^7")
              .choice("maxBins", "MLlib's default of 32, to the 256 of xgboost", 32, 64, 128, 256)
              .build(),
          LearnerDescriptor.of("factorization-machines")
              .estimator(CLASSIFIERS + "FMClassifier", BINARY)
              .estimator(REGRESSORS + "FMRegressor", REGRESSION)
              .unread("thresholds")
              .whole("factorSize", 2, 64, LOG, RENDLE + "few to dozens")
              .log("regParam", 1e-6, 0.1, RENDLE + "regularisation by a grid")
              .log("stepSize", 1e-3, 1, "MLlib's default of 1 and below")
              .log("initStd", 1e-3, 0.5, RENDLE + "matters, about 0.1")
              .build(),
          // Without censoring it is a regression of times.
          LearnerDescriptor.of("survival-regression")
              .estimator(REGRESSORS + "AFTSurvivalRegression", REGRESSION, SURVIVAL)
              .proposedFor(SURVIVAL)
              .learnsLogarithm()
              .choice(
                  "fitIntercept",
                  "with and without it: the only param besides the iterations",
                  true,
                  false)
              .whole("maxIter", 25, 400, LOG, around(100))
              .build(),
          // Rows with unseen users and items are left out: a missing prediction has no score.
          LearnerDescriptor.of("als")
              .estimator(ML + "recommendation.ALS", RECOMMENDATION)
              .proposedFor(RECOMMENDATION)
              .needs(RATINGS)
              .value("coldStartStrategy", "drop")
              .refuse(
                  "implicitPrefs",
                  true,
                  "true predicts preferences, but the metrics are those of ratings; leave it out")
              .unread("coldStartStrategy")
              .whole("rank", 4, 100, LOG, ZHOU + "up to 1,000 features of a film")
              .log("regParam", 0.005, 1, ZHOU + "lambda about 0.05, and some on both sides")
              .whole("maxIter", 5, 25, LOG, around(10))
              .build(),
          clusterer("k-means", "KMeans")
              .whole("initSteps", 2, 10, LOG, "Bahmani et al., VLDB 2012: 5 rounds are enough")
              .build(),
          clusterer("bisecting-k-means", "BisectingKMeans").build(),
          clusterer("gaussian-mixture", "GaussianMixture")
              .log("tol", 1e-4, 0.1, around(0.01))
              .build());

  private MllibLearners() {}

  private static LearnerBuilder elasticNet(String type) {
    return LearnerDescriptor.of(type)
        .log("regParam", 1e-5, 10, TUNABILITY + "lambda of glmnet, 2^-10 to 2^10")
        .real("elasticNetParam", 0, 1, TUNABILITY + "alpha of glmnet");
  }

  private static LearnerBuilder clusterer(String type, String name) {
    return LearnerDescriptor.of(type)
        .estimator(ML + "clustering." + name, CLUSTERING)
        .proposedFor(CLUSTERING)
        .whole("k", 2, 20, LOG, GROUPS);
  }

  private static String around(Number value) {
    return "MLlib's default of %s and some on both sides".formatted(value);
  }
}
