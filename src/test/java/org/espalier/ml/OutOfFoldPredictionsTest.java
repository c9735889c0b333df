package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.testing.OddClassifier;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Out-of-fold predictions of a tuner's finalists. */
final class OutOfFoldPredictionsTest extends SparkTest {

  private static final int ROWS = 90;

  private static Dataset<Row> rows;

  @BeforeAll
  static void makeRows() {
    Dataset<Row> table =
        spark()
            .range(0, ROWS, 1, 1)
            .selectExpr(
                "pmod(hash(id), 97) / 97D a",
                "pmod(hash(id, 1), 89) / 89D b",
                "int(pmod(hash(id), 97) / 97D + pmod(hash(id, 2), 5) / 5D > 0.9) label",
                "1 + pmod(id, 3) / 2D w");
    rows =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b"})
            .setOutputCol("features")
            .transform(table)
            .cache();
  }

  @AfterAll
  static void freeRows() {
    rows.unpersist();
  }

  private static ParamMap[] maps(DoubleParam param) {
    return IntStream.range(0, 2)
        .mapToObj(i -> new ParamMap().put(param.w(Math.pow(10, i - 2))))
        .toArray(ParamMap[]::new);
  }

  private static Tuner tuner(LogisticRegression learner) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner).setEvaluator(new MulticlassClassificationEvaluator());
    tuner.setEstimatorParamMaps(maps(learner.regParam()));
    return tuner.setNumFolds(2).setCollectPredictions(true);
  }

  private static List<Row> rounded(Dataset<Row> predictions) {
    return predictions
        .selectExpr(
            "key",
            "repeat",
            "fold",
            "trial",
            "label",
            "weight",
            "prediction",
            "transform(scores, s -> round(s, 6))")
        .collectAsList();
  }

  /** Scores of all trials are those of Spark's own models for the same folds. */
  private static void assertSparks(
      TunerModel model, CrossValidator sparks, Function<Row, double[]> scores) {
    assertOf(sparks.setCollectSubModels(true).fit(rows).subModels(), model, scores);
  }

  /** Scores of all trials are those of models, by fold and trial. */
  private static void assertOf(
      Model<?>[][] models, TunerModel model, Function<Row, double[]> scores) {
    Dataset<Row> named =
        TableFingerprint.withRowHash(rows, TableFingerprint.hashable(rows.schema()), "key");
    Map<Long, List<Row>> predicted =
        model.predictions().collectAsList().stream()
            .collect(Collectors.groupingBy(row -> row.<Long>getAs("key")));
    assertThat(predicted).hasSize(ROWS);
    for (int fold = 0; fold < models.length; fold++) {
      for (int trial = 0; trial < models[fold].length; trial++) {
        for (Row expected : models[fold][trial].transform(named).collectAsList()) {
          for (Row own : predicted.getOrDefault(expected.<Long>getAs("key"), List.of())) {
            if (own.<Integer>getAs("fold") == fold && own.<Integer>getAs("trial") == trial) {
              assertThat(own.<Double>getAs("prediction"))
                  .isCloseTo(expected.<Double>getAs("prediction"), within(1e-6));
              assertThat(
                      own.<Double>getList(own.fieldIndex("scores")).stream()
                          .mapToDouble(Double::doubleValue)
                          .toArray())
                  .containsExactly(scores.apply(expected), within(1e-5));
            }
          }
        }
      }
    }
  }

  private static double[] vector(Row row, String column) {
    return row.<Vector>getAs(column).toArray();
  }

  private static CrossValidator sparks(Tuner tuner) {
    return new CrossValidator()
        .setEstimator(tuner.getEstimator())
        .setEvaluator(tuner.getEvaluator())
        .setEstimatorParamMaps(tuner.getEstimatorParamMaps())
        .setNumFolds(tuner.getNumFolds());
  }

  @Test
  void they_are_those_of_the_models_of_each_fold_and_trial_and_cost_no_fit_more() {
    OddClassifier learner = new OddClassifier();
    learner.setMaxIter(1);
    Tuner tuner = tuner(learner);
    int before = OddClassifier.FITS.get();
    TunerModel model = tuner.setCollectSubModels(true).fit(rows);
    assertThat(OddClassifier.FITS.get() - before).isEqualTo(2 * 2 + 1);
    assertOf(model.subModels(), model, row -> vector(row, "probability"));
    assertThat(model.predictions().schema().apply("label").dataType().simpleString())
        .isEqualTo("int");
  }

  @Tag("slow")
  @Test
  void they_are_those_of_sparks_models_for_each_fold_and_trial() {
    OddClassifier learner = new OddClassifier();
    learner.setMaxIter(4);
    Tuner tuner = tuner(learner);
    assertSparks(tuner.fit(rows), sparks(tuner), row -> vector(row, "probability"));
  }

  private static Tuner weighted() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(4).setWeightCol("w");
    Tuner tuner = tuner(learner).setWinnerRepeats(1).setTraining("tasks");
    tuner.setEvaluator(
        new MulticlassClassificationEvaluator().setMetricName("logLoss").setWeightCol("w"));
    return tuner;
  }

  @Test
  void each_row_is_there_with_its_weight_in_each_repeat() {
    List<Row> inTasks = weighted().fit(rows).predictions().collectAsList();
    assertThat(inTasks).hasSize(2 * 2 * ROWS);
    assertThat(inTasks)
        .extracting(row -> row.getInt(1) + " " + row.getInt(2))
        .containsOnly("0 0", "0 1", "1 2", "1 3");
    assertThat(inTasks.stream().mapToDouble(row -> row.<Double>getAs("weight")).sum())
        .isEqualTo(2 * 2 * ROWS * 1.5);
  }

  @Tag("slow")
  @Test
  void they_are_the_same_wherever_cells_are_trained_at_any_parallelism() {
    Tuner tuner = weighted();
    List<Row> inTasks = tuner.fit(rows).predictions().collectAsList();
    assertThat(tuner.setParallelism(4).fit(rows).predictions().collectAsList()).isEqualTo(inTasks);
    TunerModel byJobs = tuner.setTraining("jobs").fit(rows);
    TunerModel again = tuner.setTraining("tasks").fit(rows);
    assertThat(rounded(byJobs.predictions()))
        .containsExactlyElementsOf(rounded(again.predictions()));
  }

  @Test
  void raw_predictions_or_predictions_stand_where_there_are_no_probabilities() {
    Tuner tuner = tuner(new LogisticRegression()).setCollectSubModels(true);
    tuner.setEstimatorParamMaps(new ParamMap[] {new ParamMap()});
    tuner.setEstimator(new LinearSVC().setMaxIter(3)).setTraining("tasks");
    TunerModel svc = tuner.fit(rows);
    assertOf(svc.subModels(), svc, row -> vector(row, "rawPrediction"));
    tuner.setEvaluator(new RegressionEvaluator());
    tuner.setEstimator(new LinearRegression()).setTraining("jobs");
    TunerModel line = tuner.fit(rows);
    assertOf(line.subModels(), line, row -> new double[] {row.<Double>getAs("prediction")});
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"tasks", "jobs"})
  void raw_predictions_are_those_of_sparks_models(String training) {
    LinearSVC svc = new LinearSVC().setMaxIter(3);
    Tuner two = tuner(new LogisticRegression()).setTraining("auto");
    ParamMap[] one = {new ParamMap()};
    two.setEstimator(svc).setEstimatorParamMaps(one).setTraining(training);
    assertSparks(two.fit(rows), sparks(two), row -> vector(row, "rawPrediction"));
    OneVsRest many = new OneVsRest().setClassifier(new LogisticRegression().setMaxIter(3));
    two.setEstimator(many);
    assertSparks(two.fit(rows), sparks(two), row -> vector(row, "rawPrediction"));
    LinearRegression line = new LinearRegression();
    two.setEstimator(line);
    two.setEvaluator(new RegressionEvaluator());
    assertSparks(two.fit(rows), sparks(two), row -> new double[] {row.<Double>getAs("prediction")});
  }

  private static Tuner behindOrder() {
    OddClassifier learner = new OddClassifier();
    learner.setMaxIter(1);
    SQLTransformer sorted = new SQLTransformer().setStatement("SELECT * FROM __THIS__ ORDER BY a");
    Tuner tuner = tuner(learner);
    tuner.setEstimator(new Pipeline().setStages(new PipelineStage[] {sorted, learner}));
    return tuner;
  }

  @Test
  void behind_a_stage_that_changes_the_order_of_rows_the_winner_is_fitted_again() {
    Tuner tuner = behindOrder().setCollectSubModels(true);
    int before = OddClassifier.FITS.get();
    TunerModel model = tuner.fit(rows);
    assertThat(OddClassifier.FITS.get() - before).isEqualTo(2 * 2 + 1 + 2);
    int winner = model.study().summary().result().winner().orElseThrow().trial();
    assertThat(model.predictions().where("trial = " + winner).count())
        .isEqualTo(model.predictions().count())
        .isEqualTo(ROWS);
    assertOf(model.subModels(), model, row -> vector(row, "probability"));
  }

  @Tag("slow")
  @Test
  void behind_a_stage_that_changes_the_order_of_rows_they_are_those_of_sparks_models() {
    Tuner tuner = behindOrder();
    assertSparks(tuner.fit(rows), sparks(tuner), row -> vector(row, "probability"));
  }
}
