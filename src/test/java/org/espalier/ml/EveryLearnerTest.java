package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.clustering.BisectingKMeans;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.MultilabelClassificationEvaluator;
import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.fpm.FPGrowth;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.recommendation.ALSModel;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.FMRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every learner of MLlib under every evaluator that fits it: a Tuner's cells score as a
 * CrossValidator's, on four partitions.
 */
final class EveryLearnerTest extends SparkTest {

  /** Spark's own sums differ in their last digits from run to run. */
  private static final double TOLERANCE = 1e-9;

  /**
   * A learner with the two values that are tried of one of its params.
   *
   * @param evaluators all are asked about each model; the first one chooses
   */
  @SuppressWarnings("ArrayRecordComponent") // as Spark takes them; cases are not compared
  private record Case(
      String name, Estimator<?> learner, ParamMap[] maps, List<Evaluator> evaluators) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Asks several evaluators about each model, and keeps what they say. */
  private static final class Panel extends Evaluator {
    private final List<Evaluator> members;
    private final List<double[]> said = Collections.synchronizedList(new ArrayList<>());

    Panel(List<Evaluator> members) {
      this.members = members;
    }

    @Override
    public double evaluate(Dataset<?> dataset) {
      double[] all = members.stream().mapToDouble(member -> member.evaluate(dataset)).toArray();
      said.add(all);
      return all[0];
    }

    @Override
    public boolean isLargerBetter() {
      return members.get(0).isLargerBetter();
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "panel";
    }
  }

  private static <V> ParamMap[] maps(Param<V> param, V one, V other) {
    return new ParamMap[] {new ParamMap().put(param.w(one)), new ParamMap().put(param.w(other))};
  }

  private static List<Evaluator> classes(String label, boolean probabilities) {
    List<Evaluator> all = new ArrayList<>();
    List<String> metrics =
        new ArrayList<>(
            List.of(
                "f1",
                "accuracy",
                "weightedPrecision",
                "weightedRecall",
                "weightedTruePositiveRate",
                "weightedFalsePositiveRate",
                "weightedFMeasure",
                "hammingLoss"));
    if (probabilities) {
      metrics.add("logLoss");
    }
    metrics.forEach(
        metric ->
            all.add(
                new MulticlassClassificationEvaluator().setLabelCol(label).setMetricName(metric)));
    return all;
  }

  private static List<Evaluator> binary(boolean probabilities) {
    List<Evaluator> all = new ArrayList<>();
    for (String metric : List.of("areaUnderROC", "areaUnderPR")) {
      all.add(new BinaryClassificationEvaluator().setNumBins(0).setMetricName(metric));
    }
    all.addAll(classes("label", probabilities));
    return all;
  }

  private static List<Evaluator> numbers(String label) {
    return Stream.of("rmse", "mse", "mae", "r2", "var")
        .map(
            metric ->
                (Evaluator) new RegressionEvaluator().setLabelCol(label).setMetricName(metric))
        .toList();
  }

  private static List<Evaluator> clusters() {
    return Stream.of("squaredEuclidean", "cosine")
        .map(distance -> (Evaluator) new ClusteringEvaluator().setDistanceMeasure(distance))
        .toList();
  }

  private static List<Evaluator> lists() {
    List<Evaluator> all = new ArrayList<>();
    for (String metric :
        List.of(
            "precision",
            "recall",
            "f1Measure",
            "accuracy",
            "hammingLoss",
            "microF1Measure",
            "subsetAccuracy")) {
      all.add(new MultilabelClassificationEvaluator().setLabelCol("items").setMetricName(metric));
    }
    for (String metric : List.of("meanAveragePrecision", "ndcgAtK", "precisionAtK", "recallAtK")) {
      all.add(new RankingEvaluator().setLabelCol("items").setK(2).setMetricName(metric));
    }
    return all;
  }

  static List<Case> classifiers() {
    LogisticRegression logistic = new LogisticRegression().setMaxIter(4);
    LogisticRegression multinomial = new LogisticRegression().setLabelCol("kind").setMaxIter(4);
    LinearSVC svc = new LinearSVC().setMaxIter(3);
    DecisionTreeClassifier tree = new DecisionTreeClassifier();
    RandomForestClassifier forest = new RandomForestClassifier().setLabelCol("kind").setNumTrees(4);
    GBTClassifier boosted = new GBTClassifier().setMaxIter(2).setMaxDepth(2);
    NaiveBayes bayes = new NaiveBayes();
    MultilayerPerceptronClassifier perceptron =
        new MultilayerPerceptronClassifier()
            .setLabelCol("kind")
            .setLayers(new int[] {3, 4, 3})
            .setMaxIter(4);
    FMClassifier machine = new FMClassifier().setMaxIter(3);
    LogisticRegression one = new LogisticRegression().setMaxIter(2);
    OneVsRest perClass = new OneVsRest().setLabelCol("kind").setClassifier(one);
    return List.of(
        new Case(
            "LogisticRegression", logistic, maps(logistic.regParam(), 0.01, 1.0), binary(true)),
        new Case(
            "LogisticRegression of three classes",
            multinomial,
            maps(multinomial.elasticNetParam(), 0.0, 0.5),
            classes("kind", true)),
        new Case("LinearSVC", svc, maps(svc.regParam(), 0.01, 1.0), binary(false)),
        new Case("DecisionTreeClassifier", tree, maps(tree.maxDepth(), 2, 4), binary(true)),
        new Case(
            "RandomForestClassifier", forest, maps(forest.maxDepth(), 2, 4), classes("kind", true)),
        new Case("GBTClassifier", boosted, maps(boosted.stepSize(), 0.1, 0.5), binary(true)),
        new Case("NaiveBayes", bayes, maps(bayes.smoothing(), 0.5, 5.0), binary(true)),
        new Case(
            "MultilayerPerceptronClassifier",
            perceptron,
            maps(perceptron.maxIter(), 2, 4),
            classes("kind", true)),
        new Case("FMClassifier", machine, maps(machine.factorSize(), 2, 3), binary(true)),
        new Case("OneVsRest", perClass, maps(one.regParam(), 0.01, 1.0), classes("kind", false)));
  }

  static List<Case> regressors() {
    LinearRegression linear = new LinearRegression().setLabelCol("target");
    GeneralizedLinearRegression general =
        new GeneralizedLinearRegression()
            .setLabelCol("target")
            .setFamily("gamma")
            .setLink("log")
            .setMaxIter(4);
    DecisionTreeRegressor tree = new DecisionTreeRegressor().setLabelCol("target");
    RandomForestRegressor forest = new RandomForestRegressor().setLabelCol("target").setNumTrees(4);
    GBTRegressor boosted = new GBTRegressor().setLabelCol("target").setMaxIter(2).setMaxDepth(2);
    FMRegressor machine = new FMRegressor().setLabelCol("target").setMaxIter(3);
    IsotonicRegression isotonic = new IsotonicRegression().setLabelCol("target");
    AFTSurvivalRegression survival =
        new AFTSurvivalRegression().setLabelCol("target").setCensorCol("label").setMaxIter(3);
    return List.of(
        new Case("LinearRegression", linear, maps(linear.regParam(), 0.0, 0.5), numbers("target")),
        new Case(
            "GeneralizedLinearRegression",
            general,
            maps(general.regParam(), 0.0, 0.5),
            numbers("target")),
        new Case("DecisionTreeRegressor", tree, maps(tree.maxDepth(), 2, 4), numbers("target")),
        new Case("RandomForestRegressor", forest, maps(forest.maxDepth(), 2, 4), numbers("target")),
        new Case("GBTRegressor", boosted, maps(boosted.stepSize(), 0.1, 0.5), numbers("target")),
        new Case("FMRegressor", machine, maps(machine.factorSize(), 2, 3), numbers("target")),
        new Case(
            "IsotonicRegression", isotonic, maps(isotonic.featureIndex(), 0, 1), numbers("target")),
        new Case(
            "AFTSurvivalRegression", survival, maps(survival.maxIter(), 2, 3), numbers("target")));
  }

  static List<Case> others() {
    KMeans means = new KMeans().setMaxIter(3);
    BisectingKMeans bisecting = new BisectingKMeans().setMaxIter(2);
    GaussianMixture mixture = new GaussianMixture().setMaxIter(2);
    ALS factors =
        new ALS()
            .setUserCol("user")
            .setItemCol("item")
            .setRatingCol("target")
            .setMaxIter(2)
            .setColdStartStrategy("drop");
    FPGrowth growth = new FPGrowth().setItemsCol("items");
    return List.of(
        new Case("KMeans", means, maps(means.k(), 2, 3), clusters()),
        new Case("BisectingKMeans", bisecting, maps(bisecting.k(), 2, 3), clusters()),
        new Case("GaussianMixture", mixture, maps(mixture.k(), 2, 3), clusters()),
        new Case("ALS", factors, maps(factors.rank(), 2, 3), numbers("target")),
        new Case("FPGrowth", growth, maps(growth.minConfidence(), 0.1, 0.6), lists()),
        pipeline(),
        formula());
  }

  /** Stages that learn, before, at and behind the first one that is tuned. */
  private static Case pipeline() {
    Bucketizer bins =
        new Bucketizer()
            .setInputCol("c")
            .setOutputCol("bin")
            .setSplits(new double[] {0, 0.3, 0.6, 1});
    StringIndexer indexer = new StringIndexer().setInputCol("bin").setOutputCol("index");
    OneHotEncoder encoder = new OneHotEncoder().setInputCol("index").setOutputCol("hot");
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"features", "hot"}).setOutputCol("all");
    StandardScaler scaler = new StandardScaler().setInputCol("all").setOutputCol("scaled");
    PCA reduced = new PCA().setInputCol("scaled").setOutputCol("reduced").setK(2);
    LogisticRegression learner = new LogisticRegression().setFeaturesCol("reduced").setMaxIter(3);
    PipelineStage[] stages = {bins, indexer, encoder, assembler, scaler, reduced, learner};
    ParamMap[] maps = {
      new ParamMap().put(reduced.k().w(2)).put(learner.regParam().w(0.1)),
      new ParamMap().put(reduced.k().w(3)).put(encoder.dropLast().w(false)),
    };
    return new Case("Pipeline", new Pipeline().setStages(stages), maps, binary(true));
  }

  private static Case formula() {
    RFormula formula =
        new RFormula().setFormula("target ~ a + b:c").setFeaturesCol("f").setLabelCol("l");
    LinearRegression learner = new LinearRegression().setFeaturesCol("f").setLabelCol("l");
    Pipeline both = new Pipeline().setStages(new PipelineStage[] {formula, learner});
    return new Case(
        "RFormula",
        both,
        maps(formula.formula(), "target ~ a + b:c", "target ~ ."),
        numbers("target"));
  }

  private static Dataset<Row> table() {
    return MapTables.rows(200)
        .withColumn("user", functions.expr("int(a * 8)"))
        .withColumn("item", functions.expr("int(b * 8)"))
        .withColumn(
            "items",
            functions.expr(
                "array_distinct(array(double(int(a * 3)), double(3 + int(b * 3)), double(6 + int(c"
                    + " * 2))))"));
  }

  @ParameterizedTest
  @Tag("full")
  @MethodSource({"classifiers", "regressors", "others"})
  void scores_as_in_a_cross_validator(Case learner) {
    assertEqual(learner, table().cache());
  }

  private static void assertEqual(Case learner, Dataset<Row> rows) {
    Panel theirs = new Panel(learner.evaluators());
    CrossValidatorModel rival = configured(new CrossValidator(), learner, theirs).fit(rows);
    rows.unpersist();
    spark().sparkContext().getPersistentRDDs().values().foreach(rdd -> rdd.unpersist(true));
    Set<Integer> before = persisted();
    rows.cache();
    Panel ours = new Panel(learner.evaluators());
    CrossValidatorModel model = configured(new Tuner(), learner, ours).fit(rows);
    rows.unpersist();
    for (int i = 0; i < learner.maps().length; i++) {
      double expected = rival.avgMetrics()[i];
      assertThat(model.avgMetrics()[i]).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
    }
    List<double[]> left = new ArrayList<>(theirs.said);
    for (double[] cell : ours.said) {
      Optional<double[]> same = left.stream().filter(other -> close(cell, other)).findFirst();
      assertThat(same)
          .as("%s among %s", Arrays.toString(cell), left.stream().map(Arrays::toString).toList())
          .isPresent();
      left.remove(same.get()); // an array is equal to itself alone
    }
    assertThat(left).isEmpty();
    assertThat(model.bestModel().getClass()).isEqualTo(rival.bestModel().getClass());
    // The factors of an ALSModel are stored as long as it is held.
    int kept = model.bestModel() instanceof ALSModel ? 2 : 0;
    try {
      assertThat(persistedSince(before)).hasSize(kept);
    } finally {
      Reference.reachabilityFence(model);
    }
    spark().sparkContext().getPersistentRDDs().values().foreach(rdd -> rdd.unpersist(true));
  }

  private static boolean close(double[] one, double[] other) {
    for (int i = 0; i < one.length; i++) {
      if (!(Math.abs(one[i] - other[i]) <= TOLERANCE * Math.max(1, Math.abs(other[i])))) {
        return false;
      }
    }
    return true;
  }

  private static CrossValidator configured(
      CrossValidator validator, Case learner, Evaluator evaluator) {
    return validator
        .setEstimator(learner.learner())
        .setEvaluator(evaluator)
        .setEstimatorParamMaps(learner.maps())
        .setNumFolds(2);
  }
}
