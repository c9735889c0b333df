package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.SparkLine;
import org.espalier.testing.SparkTest;
import org.espalier.testing.TaskTimes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every learner that passes over distributed rows train, against CrossValidator. */
@Tag("slow")
final class DistributedLearnersTest extends SparkTest {

  /** Spark's own sums differ in their last digits from run to run. */
  private static final double TOLERANCE = 1e-9;

  private static final Dataset<Row> TABLE = MapTables.rows(600, 4).selectExpr("*", "1 + kind as w");

  /** A learner with the maps that are tried. */
  @SuppressWarnings("ArrayRecordComponent") // as Spark takes them; cases are not compared
  private record Case(String name, Estimator<?> learner, ParamMap[] maps, Evaluator evaluator) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Evaluator loss() {
    return new MulticlassClassificationEvaluator().setMetricName("logLoss");
  }

  static Stream<Case> cases() {
    LogisticRegression binomial = new LogisticRegression().setMaxIter(8).setWeightCol("w");
    LogisticRegression multinomial =
        new LogisticRegression().setMaxIter(8).setFamily("multinomial").setLabelCol("kind");
    LinearSVC machine = new LinearSVC().setMaxIter(8);
    NaiveBayes counts = new NaiveBayes().setLabelCol("kind").setWeightCol("w");
    NaiveBayes normal = new NaiveBayes().setLabelCol("kind").setModelType("gaussian");
    LinearRegression searched =
        new LinearRegression().setLabelCol("target").setSolver("l-bfgs").setMaxIter(8);
    RandomForestClassifier forest =
        new RandomForestClassifier().setNumTrees(4).setLabelCol("kind").setSeed(3);
    DecisionTreeRegressor tree = new DecisionTreeRegressor().setLabelCol("target").setSeed(3);
    GBTRegressor boosting = new GBTRegressor().setLabelCol("target").setMaxDepth(3).setSeed(3);
    Stream<Case> cases =
        Stream.of(
            new Case(
                "forest",
                forest,
                new ParamGridBuilder()
                    .addGrid(forest.maxDepth(), new int[] {2, 4})
                    .addGrid(forest.minInstancesPerNode(), new int[] {1, 20})
                    .build(),
                ((MulticlassClassificationEvaluator) loss()).setLabelCol("kind")),
            new Case(
                "tree",
                tree,
                new ParamGridBuilder().addGrid(tree.maxBins(), new int[] {8, 32}).build(),
                new RegressionEvaluator().setLabelCol("target")),
            new Case(
                "boosting",
                boosting,
                new ParamGridBuilder().addGrid(boosting.maxIter(), new int[] {2, 4}).build(),
                new RegressionEvaluator().setLabelCol("target")),
            new Case(
                "logistic regression",
                binomial,
                new ParamGridBuilder()
                    .baseOn(binomial.elasticNetParam().w(0.5))
                    .addGrid(binomial.regParam(), new double[] {0, 0.1})
                    .addGrid(binomial.fitIntercept())
                    .build(),
                loss()),
            new Case(
                "logistic regression of three classes",
                multinomial,
                new ParamGridBuilder()
                    .addGrid(multinomial.regParam(), new double[] {0.01, 0.1})
                    .build(),
                ((MulticlassClassificationEvaluator) loss()).setLabelCol("kind")),
            new Case(
                "support vectors",
                machine,
                new ParamGridBuilder()
                    .addGrid(machine.regParam(), new double[] {0.01, 0.1})
                    .build(),
                MapTables.exactArea()),
            new Case(
                "naive Bayes",
                counts,
                new ParamGridBuilder().addGrid(counts.smoothing(), new double[] {0.5, 2}).build(),
                ((MulticlassClassificationEvaluator) loss()).setLabelCol("kind")),
            new Case(
                "Gaussian naive Bayes",
                normal,
                new ParamGridBuilder().addGrid(normal.smoothing(), new double[] {1}).build(),
                ((MulticlassClassificationEvaluator) loss()).setLabelCol("kind")),
            new Case(
                "linear regression that searches",
                searched,
                new ParamGridBuilder()
                    .addGrid(searched.regParam(), new double[] {0.01, 0.1})
                    .addGrid(searched.elasticNetParam(), new double[] {0, 1})
                    .build(),
                new RegressionEvaluator().setLabelCol("target")));
    return cases.filter(
        one -> one.learner() != machine || SparkLine.scalaVersion().startsWith("2.13"));
  }

  private static <V extends CrossValidator> V asked(V validator, Case of) {
    validator.setEstimator(of.learner());
    validator.setEstimatorParamMaps(of.maps());
    validator.setEvaluator(of.evaluator());
    validator.setNumFolds(3);
    validator.setSeed(7);
    return validator;
  }

  private static Tuner distributed(Case of) {
    Tuner tuner = asked(new Tuner(), of);
    tuner.setTraining("distributed");
    return tuner;
  }

  /** Scores of a map also are the same, bit by bit, without the others. */
  @ParameterizedTest
  @MethodSource("cases")
  void scores_are_those_of_crossvalidator_and_of_each_map_alone(Case of) {
    CrossValidator spark = asked(new CrossValidator(), of);
    spark.setParallelism(2);
    CrossValidatorModel theirs = spark.fit(TABLE);
    TunerModel ours = distributed(of).fit(TABLE);
    assertThat(ours.avgMetrics()).containsExactly(theirs.avgMetrics(), within(TOLERANCE));
    assertThat(ours.study().cells())
        .extracting(cell -> cell.trained().trainer())
        .containsOnly("distributed");
    int last = of.maps().length - 1;
    Tuner alone = distributed(of);
    alone.setEstimatorParamMaps(new ParamMap[] {of.maps()[last]});
    assertThat(alone.fit(TABLE).avgMetrics()).containsExactly(ours.avgMetrics()[last]);
    if (theirs.bestModel() instanceof LogisticRegressionModel best) {
      assertSame((LogisticRegressionModel) ours.bestModel(), best);
    }
  }

  private static void assertSame(LogisticRegressionModel ours, LogisticRegressionModel theirs) {
    assertThat(ours.coefficientMatrix().toArray())
        .containsExactly(theirs.coefficientMatrix().toArray(), within(1e-6));
    assertThat(ours.interceptVector().toArray())
        .containsExactly(theirs.interceptVector().toArray(), within(1e-6));
    assertThat(ours.summary().objectiveHistory())
        .containsExactly(theirs.summary().objectiveHistory(), within(TOLERANCE));
  }

  private static Case named(String name) {
    return cases().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void searches_of_all_candidates_and_folds_share_their_passes() {
    Case of = named("logistic regression");
    try (TaskTimes times = new TaskTimes(spark().sparkContext())) {
      TunerModel model = distributed(of).fit(TABLE);
      assertThat(model.study().cells()).hasSize(3 * of.maps().length);
      assertThat(times.jobs())
          .as("packing, passes of 12 searches of 8 steps, and scores")
          .isLessThan(40);
    }
  }

  @Test
  void labels_that_are_no_classes_are_left_to_mllib_which_says_so() {
    Case of = named("logistic regression");
    Dataset<Row> odd = TABLE.withColumn("label", TABLE.col("target"));
    assertThatThrownBy(() -> distributed(of).fit(odd)).hasMessageContaining("label");
  }
}
