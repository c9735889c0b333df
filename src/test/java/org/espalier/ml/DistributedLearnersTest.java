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
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.SparkLine;
import org.espalier.testing.SparkTest;
import org.espalier.testing.TaskTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every learner that passes over distributed rows train, against CrossValidator. */
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
    LogisticRegression binomial = new LogisticRegression().setMaxIter(15).setWeightCol("w");
    LogisticRegression multinomial =
        new LogisticRegression().setMaxIter(15).setFamily("multinomial").setLabelCol("kind");
    LinearSVC machine = new LinearSVC().setMaxIter(15);
    NaiveBayes counts = new NaiveBayes().setLabelCol("kind").setWeightCol("w");
    NaiveBayes normal = new NaiveBayes().setLabelCol("kind").setModelType("gaussian");
    LinearRegression searched =
        new LinearRegression().setLabelCol("target").setSolver("l-bfgs").setMaxIter(15);
    Stream<Case> cases =
        Stream.of(
            new Case(
                "logistic regression",
                binomial,
                new ParamGridBuilder()
                    .addGrid(binomial.regParam(), new double[] {0, 0.01, 0.1})
                    .addGrid(binomial.elasticNetParam(), new double[] {0, 0.5})
                    .addGrid(binomial.fitIntercept())
                    .build(),
                loss()),
            new Case(
                "logistic regression of three classes",
                multinomial,
                new ParamGridBuilder()
                    .addGrid(multinomial.regParam(), new double[] {0.01, 0.1})
                    .addGrid(multinomial.standardization())
                    .build(),
                ((MulticlassClassificationEvaluator) loss()).setLabelCol("kind")),
            new Case(
                "support vectors",
                machine,
                new ParamGridBuilder()
                    .addGrid(machine.regParam(), new double[] {0.01, 0.1})
                    .addGrid(machine.fitIntercept())
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

  @ParameterizedTest
  @MethodSource("cases")
  void scores_are_those_of_crossvalidator(Case of) {
    double[] theirs = asked(new CrossValidator(), of).fit(TABLE).avgMetrics();
    TunerModel model = distributed(of).fit(TABLE);
    assertThat(model.avgMetrics()).containsExactly(theirs, within(TOLERANCE));
    assertThat(model.study().cells())
        .extracting(cell -> cell.trained().trainer())
        .containsOnly("distributed");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_candidates_scores_do_not_depend_on_who_else_is_in_its_batch(Case of) {
    int last = of.maps().length - 1;
    double[] together = distributed(of).fit(TABLE).avgMetrics();
    Tuner alone = distributed(of);
    alone.setEstimatorParamMaps(new ParamMap[] {of.maps()[last]});
    assertThat(alone.fit(TABLE).avgMetrics()).containsExactly(together[last]);
  }

  private static Case named(String name) {
    return cases().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void the_refitted_model_is_mllibs_and_has_its_summary() {
    Case of = named("logistic regression");
    LogisticRegressionModel theirs =
        (LogisticRegressionModel) asked(new CrossValidator(), of).fit(TABLE).bestModel();
    LogisticRegressionModel ours = (LogisticRegressionModel) distributed(of).fit(TABLE).bestModel();
    assertThat(ours.coefficients().toArray())
        .containsExactly(theirs.coefficients().toArray(), within(1e-6));
    assertThat(ours.intercept()).isCloseTo(theirs.intercept(), within(1e-6));
    assertThat(ours.summary().objectiveHistory())
        .containsExactly(theirs.summary().objectiveHistory(), within(TOLERANCE));
  }

  @Test
  void searches_of_all_candidates_and_folds_share_their_passes() {
    Case of = named("logistic regression");
    try (TaskTimes times = new TaskTimes(spark().sparkContext())) {
      TunerModel model = distributed(of).fit(TABLE);
      assertThat(model.study().cells()).hasSize(3 * of.maps().length);
      assertThat(times.jobs()).as("passes of 36 searches of 15 steps").isLessThan(60);
    }
  }

  @Test
  void labels_that_are_no_classes_are_left_to_mllib_which_says_so() {
    Case of = named("logistic regression");
    Dataset<Row> odd = TABLE.withColumn("label", TABLE.col("target"));
    assertThatThrownBy(() -> distributed(of).fit(odd)).hasMessageContaining("label");
  }
}
