package org.espalier.learner;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.metric.ProblemType;
import org.espalier.space.Scale;

/**
 * Learners of MLlib, each with all that a study knows about it. A new one is added here, and to
 * {@link #ALL}.
 *
 * <p>Ranges from a paper are in MLlib's own units and are cut where they would be too expensive on
 * a cluster (2,000 trees); the source mentions it.
 */
public final class MllibLearners {

  private static final String ML = "org.apache.spark.ml.";
  private static final String CLASSIFICATION = ML + "classification.";
  private static final String REGRESSION = ML + "regression.";
  private static final String CLUSTERING = ML + "clustering.";

  private static final String TUNABILITY =
      "Probst, Boulesteix and Bischl, JMLR 20 (2019), table 1: ";
  private static final String AUTO_SKLEARN = "Feurer et al., NeurIPS 2015 (auto-sklearn): ";
  private static final String RANDOM_SEARCH = "Bergstra and Bengio, JMLR 13 (2012): ";
  private static final String RENDLE = "Rendle, ACM TIST 3 (2012): ";
  private static final String ZHOU = "Zhou et al., AAIM 2008: ";
  private static final String GROUPS =
      "Arbelaitz et al., Pattern Recognition 46 (2013): from 2; ends where they get many";

  private static final LearnerDescriptor LOGISTIC_REGRESSION =
      elasticNet("logistic-regression")
          .estimator(
              CLASSIFICATION + "LogisticRegression", ProblemType.BINARY, ProblemType.MULTICLASS)
          .proposedFor(ProblemType.BINARY, ProblemType.MULTICLASS)
          .unread("threshold", "thresholds")
          .build();

  private static final LearnerDescriptor LINEAR_SVC =
      LearnerDescriptor.of("linear-svc")
          .estimator(CLASSIFICATION + "LinearSVC", ProblemType.BINARY)
          .iterations("maxIter")
          .unread("threshold")
          .log("regParam", 1e-6, 1, AUTO_SKLEARN + "C from 2^-5 to 2^15, which is 1 / (rows C)")
          .choice("standardization", AUTO_SKLEARN + "rescaling is searched too", true, false)
          .build();

  private static final LearnerDescriptor NAIVE_BAYES =
      LearnerDescriptor.of("naive-bayes")
          .estimator(CLASSIFICATION + "NaiveBayes", ProblemType.BINARY, ProblemType.MULTICLASS)
          .needs(FeatureNeeds.NON_NEGATIVE)
          .unread("thresholds")
          .choice(
              "modelType",
              "those of MLlib that count classes, into which numbers are cut",
              "multinomial",
              "complement",
              "bernoulli")
          .log("smoothing", 0.01, 100, AUTO_SKLEARN + "alpha of multinomial naive Bayes")
          .build();

  /** Our class chooses the first and the last layer by features and classes. */
  private static final LearnerDescriptor MULTILAYER_PERCEPTRON =
      LearnerDescriptor.of("multilayer-perceptron")
          .estimator(
              "org.espalier.spark.pipeline.LayeredPerceptron",
              ProblemType.BINARY,
              ProblemType.MULTICLASS)
          .twin(CLASSIFICATION + "MultilayerPerceptronClassifier")
          .iterations("maxIter")
          .hide("layers")
          .unread("thresholds")
          .choice(
              "hiddenLayers",
              RANDOM_SEARCH + "18 to 1,024 units, of which the small half; and two layers",
              "16",
              "32",
              "64",
              "128",
              "32 16",
              "64 32")
          .whole("maxIter", 50, 400, Scale.LOG, around(100))
          .build();

  private static final LearnerDescriptor LINEAR_REGRESSION =
      elasticNet("linear-regression")
          .estimator(REGRESSION + "LinearRegression", ProblemType.REGRESSION)
          .proposedFor(ProblemType.REGRESSION)
          .build();

  private static final LearnerDescriptor GENERALIZED_LINEAR_REGRESSION =
      LearnerDescriptor.of("generalized-linear-regression")
          .estimator(REGRESSION + "GeneralizedLinearRegression", ProblemType.REGRESSION)
          .iterations("maxIter")
          .text("link")
          .log("regParam", 1e-5, 10, TUNABILITY + "lambda of glmnet to 2^10")
          .build();

  private static final LearnerDescriptor ISOTONIC_REGRESSION =
      LearnerDescriptor.of("isotonic-regression")
          .estimator(REGRESSION + "IsotonicRegression", ProblemType.REGRESSION)
          .needs(FeatureNeeds.TREE)
          .choice("isotonic", "rising or falling: all there is", true, false)
          .build();

  private static final LearnerDescriptor DECISION_TREE =
      LearnerDescriptor.of("decision-tree")
          .estimator(
              CLASSIFICATION + "DecisionTreeClassifier", ProblemType.BINARY, ProblemType.MULTICLASS)
          .estimator(REGRESSION + "DecisionTreeRegressor", ProblemType.REGRESSION)
          .needs(FeatureNeeds.TREE)
          .unread("thresholds")
          .grown(Set.of("maxDepth"), Set.of("minInfoGain"), values -> true)
          .whole("maxDepth", 2, 20, Scale.LINEAR, TUNABILITY + "1 to 30 of rpart")
          .whole("minInstancesPerNode", 1, 60, Scale.LOG, TUNABILITY + "minbucket of rpart")
          .choice("maxBins", "MLlib's default of 32, and finer", 32, 64, 128)
          .build();

  /**
   * A tree that considers every feature in each node is grown from the top, so that a deep one
   * contains every shallower one, and one without a minimum gain every one with it. This does not
   * hold if features are sampled, since the nodes share one random generator (RandomForest, run).
   */
  private static final LearnerDescriptor RANDOM_FOREST =
      LearnerDescriptor.of("random-forest")
          .estimator(
              CLASSIFICATION + "RandomForestClassifier", ProblemType.BINARY, ProblemType.MULTICLASS)
          .estimator(REGRESSION + "RandomForestRegressor", ProblemType.REGRESSION)
          .proposedFor(ProblemType.BINARY, ProblemType.MULTICLASS, ProblemType.REGRESSION)
          .needs(FeatureNeeds.TREE)
          .iterations("numTrees")
          .unread("thresholds")
          .grown(Set.of("maxDepth"), Set.of("minInfoGain"), MllibLearners::seesEveryFeature)
          .whole("numTrees", 20, 200, Scale.LOG, TUNABILITY + "1 to 2,000 of ranger")
          .whole("maxDepth", 5, 20, Scale.LINEAR, TUNABILITY + "ranger grows whole trees")
          .choice(
              "featureSubsetStrategy",
              TUNABILITY + "mtry of ranger, any share",
              "sqrt",
              "onethird",
              "0.7",
              "all")
          .real("subsamplingRate", 0.3, 1, TUNABILITY + "sample.fraction of ranger from 0.1")
          .whole("minInstancesPerNode", 1, 20, Scale.LOG, TUNABILITY + "min.node.size")
          .build();

  /**
   * MLlib's boosted trees are binary classifiers only. Trees are added one by one, each with a seed
   * of its own, so that a longer model begins with every shorter one (GradientBoostedTrees, boost),
   * unless validation rows stop it.
   */
  private static final LearnerDescriptor GRADIENT_BOOSTED_TREES =
      LearnerDescriptor.of("gradient-boosted-trees")
          .estimator(CLASSIFICATION + "GBTClassifier", ProblemType.BINARY)
          .estimator(REGRESSION + "GBTRegressor", ProblemType.REGRESSION)
          .proposedFor(ProblemType.BINARY, ProblemType.REGRESSION)
          .needs(FeatureNeeds.TREE)
          .iterations("maxIter")
          .unread("thresholds")
          .grown(
              Set.of("maxIter"), Set.of(), values -> !values.containsKey("validationIndicatorCol"))
          .whole("maxIter", 20, 150, Scale.LOG, TUNABILITY + "1 to 5,000 rounds of xgboost")
          .log("stepSize", 0.01, 0.5, TUNABILITY + "eta of xgboost, 2^-10 to 1")
          .whole("maxDepth", 2, 10, Scale.LINEAR, TUNABILITY + "1 to 15 of xgboost")
          .real("subsamplingRate", 0.3, 1, TUNABILITY + "subsample of xgboost from 0.1")
          .whole("minInstancesPerNode", 1, 128, Scale.LOG, TUNABILITY + "min_child_weight to 2^7")
          .choice("maxBins", "MLlib's default of 32, to the 256 of xgboost", 32, 64, 128, 256)
          .build();

  private static final LearnerDescriptor FACTORIZATION_MACHINES =
      LearnerDescriptor.of("factorization-machines")
          .estimator(CLASSIFICATION + "FMClassifier", ProblemType.BINARY)
          .estimator(REGRESSION + "FMRegressor", ProblemType.REGRESSION)
          .iterations("maxIter")
          .unread("thresholds")
          .whole("factorSize", 2, 64, Scale.LOG, RENDLE + "few to dozens")
          .log("regParam", 1e-6, 0.1, RENDLE + "regularisation by a grid")
          .log("stepSize", 1e-3, 1, "MLlib's default of 1 and below")
          .log("initStd", 1e-3, 0.5, RENDLE + "matters, about 0.1")
          .build();

  /** Without censoring it is a regression of times. */
  private static final LearnerDescriptor SURVIVAL_REGRESSION =
      LearnerDescriptor.of("survival-regression")
          .estimator(
              REGRESSION + "AFTSurvivalRegression", ProblemType.REGRESSION, ProblemType.SURVIVAL)
          .proposedFor(ProblemType.SURVIVAL)
          .learnsLogarithm()
          .iterations("maxIter")
          .choice(
              "fitIntercept", "with and without: all there is beside the iterations", true, false)
          .whole("maxIter", 25, 400, Scale.LOG, around(100))
          .build();

  /** Rows with unseen users and items are left out: a missing prediction has no score. */
  private static final LearnerDescriptor ALS =
      LearnerDescriptor.of("als")
          .estimator(ML + "recommendation.ALS", ProblemType.RECOMMENDATION)
          .proposedFor(ProblemType.RECOMMENDATION)
          .needs(FeatureNeeds.RATINGS)
          .value("coldStartStrategy", "drop")
          .refuse(
              "implicitPrefs", true, "true predicts preferences, which no metric of ratings judges")
          .iterations("maxIter")
          .unread("coldStartStrategy")
          .whole("rank", 4, 100, Scale.LOG, ZHOU + "up to 1,000 features of a film")
          .log("regParam", 0.005, 1, ZHOU + "lambda about 0.05, and some on both sides")
          .whole("maxIter", 5, 25, Scale.LOG, around(10))
          .build();

  private static final LearnerDescriptor K_MEANS =
      clusterer("k-means", "KMeans")
          .whole("initSteps", 2, 10, Scale.LOG, "Bahmani et al., VLDB 2012: 5 rounds are enough")
          .build();

  private static final LearnerDescriptor BISECTING_K_MEANS =
      clusterer("bisecting-k-means", "BisectingKMeans").build();

  private static final LearnerDescriptor GAUSSIAN_MIXTURE =
      clusterer("gaussian-mixture", "GaussianMixture").log("tol", 1e-4, 0.1, around(0.01)).build();

  /** All of them, in the order in which they are listed. */
  public static final List<LearnerDescriptor> ALL =
      List.of(
          LOGISTIC_REGRESSION,
          LINEAR_SVC,
          NAIVE_BAYES,
          MULTILAYER_PERCEPTRON,
          LINEAR_REGRESSION,
          GENERALIZED_LINEAR_REGRESSION,
          ISOTONIC_REGRESSION,
          DECISION_TREE,
          RANDOM_FOREST,
          GRADIENT_BOOSTED_TREES,
          FACTORIZATION_MACHINES,
          SURVIVAL_REGRESSION,
          ALS,
          K_MEANS,
          BISECTING_K_MEANS,
          GAUSSIAN_MIXTURE);

  private MllibLearners() {}

  private static LearnerBuilder elasticNet(String type) {
    return LearnerDescriptor.of(type)
        .iterations("maxIter")
        .log("regParam", 1e-5, 10, TUNABILITY + "lambda of glmnet, 2^-10 to 2^10")
        .real("elasticNetParam", 0, 1, TUNABILITY + "alpha of glmnet");
  }

  private static LearnerBuilder clusterer(String type, String name) {
    return LearnerDescriptor.of(type)
        .estimator(CLUSTERING + name, ProblemType.CLUSTERING)
        .proposedFor(ProblemType.CLUSTERING)
        .iterations("maxIter")
        .whole("k", 2, 20, Scale.LOG, GROUPS);
  }

  private static String around(Number value) {
    return "MLlib's default of %s and some on both sides".formatted(value);
  }

  private static boolean seesEveryFeature(Map<String, Object> values) {
    Object strategy = values.get("featureSubsetStrategy");
    return "all".equals(strategy)
        || ("auto".equals(strategy) && Integer.valueOf(1).equals(values.get("numTrees")));
  }
}
