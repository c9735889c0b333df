package org.espalier.plan.problem;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names of learners, params, samplers, ends of a range and settings in other libraries:
 * scikit-learn, XGBoost, LightGBM, Optuna, Hyperopt, and MLlib's own classes.
 */
final class ForeignNames {

  private static final String BOOSTING = "gradient-boosted-trees";
  private static final String FOREST = "random-forest";
  private static final String LOGISTIC = "logistic-regression";
  private static final String LINEAR = "linear-regression";

  /**
   * By the foreign name in lower case, letters and digits alone; the first that is known counts.
   */
  private static final Map<String, List<String>> OURS =
      Map.ofEntries(
          // learners
          Map.entry("xgboost", List.of(BOOSTING)),
          Map.entry("lightgbm", List.of(BOOSTING)),
          Map.entry("gbm", List.of(BOOSTING)),
          Map.entry("gbt", List.of(BOOSTING)),
          Map.entry("gbtclassifier", List.of(BOOSTING)),
          Map.entry("gbtregressor", List.of(BOOSTING)),
          Map.entry("gradientboosting", List.of(BOOSTING)),
          Map.entry("gradientboostingclassifier", List.of(BOOSTING)),
          Map.entry("gradientboostingregressor", List.of(BOOSTING)),
          Map.entry("rf", List.of(FOREST)),
          Map.entry("forest", List.of(FOREST)),
          Map.entry("randomforestclassifier", List.of(FOREST)),
          Map.entry("randomforestregressor", List.of(FOREST)),
          Map.entry("svm", List.of("linear-svc")),
          Map.entry("svc", List.of("linear-svc")),
          Map.entry("lr", List.of(LOGISTIC, LINEAR)),
          Map.entry("logistic", List.of(LOGISTIC)),
          Map.entry("linear", List.of(LINEAR)),
          Map.entry("ols", List.of(LINEAR)),
          Map.entry("ridge", List.of(LINEAR)),
          Map.entry("lasso", List.of(LINEAR)),
          Map.entry("elasticnet", List.of("elasticNetParam", LINEAR)),
          Map.entry("glm", List.of("generalized-linear-regression")),
          Map.entry("mlp", List.of("multilayer-perceptron")),
          Map.entry("onehot", List.of("one-hot-encoder")),
          // params
          Map.entry("nestimators", List.of("numTrees", "maxIter")),
          Map.entry("numround", List.of("maxIter")),
          Map.entry("learningrate", List.of("stepSize")),
          Map.entry("eta", List.of("stepSize")),
          Map.entry("c", List.of("regParam")),
          Map.entry("alpha", List.of("regParam")),
          Map.entry("lambda", List.of("regParam")),
          Map.entry("l1ratio", List.of("elasticNetParam")),
          Map.entry("minsamplesleaf", List.of("minInstancesPerNode")),
          Map.entry("minchildweight", List.of("minInstancesPerNode")),
          Map.entry("subsample", List.of("subsamplingRate")),
          Map.entry("maxfeatures", List.of("featureSubsetStrategy")),
          Map.entry("colsamplebytree", List.of("featureSubsetStrategy")),
          // samplers
          Map.entry("bayes", List.of("gp")),
          Map.entry("bayesian", List.of("gp")),
          Map.entry("gpsampler", List.of("gp")),
          Map.entry("hyperopt", List.of("tpe")),
          Map.entry("tpesampler", List.of("tpe")),
          Map.entry("randomsampler", List.of("random")),
          Map.entry("gridsampler", List.of("grid")),
          Map.entry("qmc", List.of("sobol")),
          // ends of a range
          Map.entry("min", List.of("from")),
          Map.entry("low", List.of("from")),
          Map.entry("max", List.of("to")),
          Map.entry("high", List.of("to")),
          Map.entry("log", List.of("scale")),
          Map.entry("logarithmic", List.of("log")),
          Map.entry("loguniform", List.of("log")),
          // settings
          Map.entry("params", List.of("space")),
          Map.entry("hyperparameters", List.of("space")),
          Map.entry("searchspace", List.of("space")),
          Map.entry("header", List.of("options")),
          Map.entry("sep", List.of("options")),
          Map.entry("delimiter", List.of("options")),
          Map.entry("randomstate", List.of("seed")),
          Map.entry("scoring", List.of("metric")),
          Map.entry("cv", List.of("folds")),
          Map.entry("estimator", List.of("learners")),
          Map.entry("estimators", List.of("learners")),
          Map.entry("model", List.of("learners")),
          Map.entry("models", List.of("learners")),
          Map.entry("name", List.of("study")),
          Map.entry("timeout", List.of("time")),
          Map.entry("njobs", List.of("parallelism")),
          Map.entry("threads", List.of("parallelism")),
          Map.entry("reductionfactor", List.of("eta")),
          Map.entry("dir", List.of("path")),
          Map.entry("folder", List.of("path")),
          Map.entry("inputcols", List.of("params")),
          Map.entry("inputcol", List.of("params")),
          // values of settings
          Map.entry("none", List.of("full")),
          Map.entry("successivehalving", List.of("halving")),
          Map.entry("sha", List.of("halving")),
          Map.entry("optuna", List.of("tpe")),
          Map.entry("kfold", List.of("hash")),
          Map.entry("stratified", List.of("hash")),
          Map.entry("epochs", List.of("iterations")),
          Map.entry("1se", List.of("one-standard-error")),
          Map.entry("onese", List.of("one-standard-error")),
          Map.entry("true", List.of("always")),
          Map.entry("yes", List.of("always")),
          Map.entry("false", List.of("never")),
          Map.entry("no", List.of("never")),
          Map.entry("k", List.of("number")),
          Map.entry("nsplits", List.of("number")),
          Map.entry("numfolds", List.of("number")),
          Map.entry("type", List.of("sampler")),
          Map.entry("algorithm", List.of("sampler", "type")),
          Map.entry("path", List.of("source")),
          Map.entry("file", List.of("source")),
          Map.entry("target", List.of("label")));

  private ForeignNames() {}

  /** The known name of what a word names elsewhere; empty if nothing known is meant. */
  static Optional<String> of(String word, Collection<String> known) {
    String letters = word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return OURS.getOrDefault(letters, List.of()).stream().filter(known::contains).findFirst();
  }
}
