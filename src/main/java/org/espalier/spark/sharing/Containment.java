package org.espalier.spark.sharing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tree.RandomForestParams;

/**
 * Containment of fits: which fits of an MLlib estimator a single fit yields as well, bit for bit.
 *
 * <p>A param that only predictions read needs no further fit. Boosting adds trees one by one, each
 * with a seed of its own, so that a longer model begins with every shorter one
 * (GradientBoostedTrees, boost). A tree that considers every feature in each node is grown from the
 * top, so that a deep one contains every shallower one, and one without a minimum gain every one
 * with it. This does not hold for a forest that samples features, since its nodes share one random
 * generator (RandomForest, run).
 *
 * @param unread params that a fit does not read
 * @param most params of which a larger value contains a smaller one
 * @param least params of which a smaller value contains a larger one
 */
record Containment(Set<String> unread, Set<String> most, Set<String> least) {

  private static final Containment NONE = new Containment(Set.of(), Set.of(), Set.of());

  private static final String ITERATIONS = "maxIter";
  private static final String DEPTH = "maxDepth";
  private static final String GAIN = "minInfoGain";

  private static final Map<Class<?>, Set<String>> UNREAD =
      Map.of(
          LogisticRegression.class, Set.of("threshold", "thresholds"),
          LinearSVC.class, Set.of("threshold"),
          DecisionTreeClassifier.class, Set.of("thresholds"),
          RandomForestClassifier.class, Set.of("thresholds"),
          GBTClassifier.class, Set.of("thresholds"),
          NaiveBayes.class, Set.of("thresholds"),
          MultilayerPerceptronClassifier.class, Set.of("thresholds"),
          FMClassifier.class, Set.of("thresholds"),
          ALS.class, Set.of("coldStartStrategy"));

  /** Containment of exactly MLlib's own classes: the behaviour of a subclass is unknown. */
  static Containment of(PipelineStage stage) {
    Class<?> type = stage.getClass();
    Set<String> unread = UNREAD.getOrDefault(type, Set.of());
    if (type == DecisionTreeClassifier.class
        || type == DecisionTreeRegressor.class
        || ((type == RandomForestClassifier.class || type == RandomForestRegressor.class)
            && seesEveryFeature((RandomForestParams) stage))) {
      return new Containment(unread, Set.of(DEPTH), Set.of(GAIN));
    }
    boolean boosted = type == GBTClassifier.class || type == GBTRegressor.class;
    if (boosted && !stage.isDefined(stage.getParam("validationIndicatorCol"))) {
      return new Containment(unread, Set.of(ITERATIONS), Set.of());
    }
    return unread.isEmpty() ? NONE : new Containment(unread, Set.of(), Set.of());
  }

  private static boolean seesEveryFeature(RandomForestParams forest) {
    String strategy = forest.getFeatureSubsetStrategy();
    return strategy.equals("all") || (strategy.equals("auto") && forest.getNumTrees() == 1);
  }

  /** Names of the params for whose values a single fit may be enough. */
  Set<String> answered() {
    Set<String> all = new TreeSet<>(unread);
    all.addAll(most);
    all.addAll(least);
    return all;
  }

  /** True if a fit of one stage contains that of another which differs in these params only. */
  boolean contains(PipelineStage large, PipelineStage small) {
    return most.stream().allMatch(name -> number(large, name) >= number(small, name))
        && least.stream().allMatch(name -> number(large, name) <= number(small, name));
  }

  private static double number(PipelineStage stage, String name) {
    return ((Number) value(stage, name).orElseThrow()).doubleValue();
  }

  private static Optional<Object> value(PipelineStage stage, String name) {
    return StageIdentity.pairs(stage.extractParamMap()).stream()
        .filter(pair -> pair.param().name().equals(name))
        .<Object>map(pair -> pair.value())
        .findFirst();
  }

  /** Stage whose fit contains those of all stages, which differ in these params only. */
  PipelineStage over(List<PipelineStage> stages) {
    PipelineStage any = stages.get(0);
    ParamMap largest = new ParamMap();
    for (String name : most) {
      put(largest, any, name, extreme(stages, name, 1));
    }
    for (String name : least) {
      put(largest, any, name, extreme(stages, name, -1));
    }
    PipelineStage over = any.copy(largest);
    unread.forEach(name -> over.clear(over.getParam(name)));
    return over;
  }

  private static Object extreme(List<PipelineStage> stages, String name, int sign) {
    return stages.stream()
        .max((a, b) -> Double.compare(sign * number(a, name), sign * number(b, name)))
        .flatMap(stage -> value(stage, name))
        .orElseThrow();
  }

  private static void put(ParamMap map, PipelineStage stage, String name, Object value) {
    Param<Object> param = stage.getParam(name);
    map.put(param, value);
  }

  /** Model of a stage, extracted from a fit that contains it. */
  Model<?> derive(Model<?> large, PipelineStage wanted) {
    Model<?> model =
        most.isEmpty() && least.isEmpty()
            ? (Model<?>) large.copy(ParamMap.empty())
            : TreeCut.of(large, wanted);
    unread.forEach(name -> align(model, wanted, name));
    wanted.copyValues(model, ParamMap.empty());
    setParent(model, wanted);
    return model;
  }

  private static void align(Model<?> model, PipelineStage wanted, String name) {
    if (model.hasParam(name) && !wanted.isSet(wanted.getParam(name))) {
      model.clear(model.getParam(name));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a model and the estimator of the same kind
  static void setParent(Model model, PipelineStage wanted) {
    model.setParent((Estimator) wanted);
  }
}
