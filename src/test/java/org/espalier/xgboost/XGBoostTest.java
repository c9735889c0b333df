package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.ml.Tuner;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Seed;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XGBoost's estimators beside the library itself, on the same rows in the same order. */
final class XGBoostTest extends SparkTest {

  private static final int ROUNDS = 6;

  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("number", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType)
          .add("censor", DataTypes.DoubleType)
          .add("margin", DataTypes.DoubleType);

  private static final List<Row> ROWS = made(120, 3);

  @AfterEach
  void noNativeMatrixIsLeft() {
    assertThat(FoldMatrix.live()).isZero();
  }

  /** Four features, the third often 0 and the last sometimes missing. */
  private static List<Row> made(int count, int classes) {
    var random = new Seed(3).random();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextDouble();
      double b = 10 * random.nextDouble();
      double rare = i % 3 == 0 ? random.nextDouble() : 0;
      double missing = i % 5 == 0 ? Double.NaN : random.nextDouble();
      double label = Math.floor(classes * Math.min(0.999, (a + random.nextDouble()) / 2));
      Vector dense = Vectors.dense(a, b, rare, missing);
      rows.add(
          RowFactory.create(
              i % 2 == 0 ? dense : dense.toSparse(),
              label,
              0.5 + 2 * a + random.nextDouble(),
              1.0 + i % 3,
              (double) (i % 2),
              a - 0.5));
    }
    return rows;
  }

  private static Dataset<Row> rows() {
    return spark().createDataFrame(ROWS, SCHEMA).coalesce(1);
  }

  /** The rows with two classes. */
  private static Dataset<Row> binary() {
    return rows().withColumn("label", functions.least(functions.col("label"), functions.lit(1.0)));
  }

  private static float[] column(Dataset<Row> rows, String name) {
    List<Row> values = rows.select(name).collectAsList();
    float[] column = new float[values.size()];
    for (int row = 0; row < column.length; row++) {
      column[row] = (float) values.get(row).getDouble(0);
    }
    return column;
  }

  /** Matrix that the library makes of the rows, of which it is told what is missing. */
  private static DMatrix matrix(Dataset<Row> rows, float missing) throws XGBoostError {
    float[] values = new float[4 * ROWS.size()];
    List<Row> features = rows.select("features").collectAsList();
    for (int row = 0; row < features.size(); row++) {
      double[] own = ((Vector) features.get(row).get(0)).toArray();
      for (int column = 0; column < 4; column++) {
        values[4 * row + column] = (float) own[column];
      }
    }
    return new DMatrix(values, features.size(), 4, missing);
  }

  private static void bound(DMatrix matrix) {
    float[] upper = column(rows(), "number");
    float[] ended = column(rows(), "censor");
    for (int row = 0; row < upper.length; row++) {
      upper[row] = ended[row] == 1 ? upper[row] : Float.POSITIVE_INFINITY;
    }
    XGBoostJNI.XGDMatrixSetFloatInfo(
        matrix.getHandle(), "label_lower_bound", column(rows(), "number"));
    XGBoostJNI.XGDMatrixSetFloatInfo(matrix.getHandle(), "label_upper_bound", upper);
  }

  private static Booster direct(DMatrix matrix, Map<String, Object> params) throws XGBoostError {
    Map<String, Object> all = new HashMap<>(params);
    all.put("nthread", 1);
    return XGBoost.train(matrix, all, ROUNDS, Map.of(), null, null);
  }

  private static byte[] bytes(Object model) throws XGBoostError {
    Object booster =
        model instanceof XGBoostClassificationModel classes
            ? classes.nativeBooster()
            : ((XGBoostRegressionModel) model).nativeBooster();
    return ((Booster) booster).toByteArray();
  }

  private static Model<?> inTask(Estimator<?> estimator, Dataset<Row> rows) {
    try (TaskFits fits = TaskFits.of(spark().sparkContext(), TrainingPlan.USUAL)) {
      return fits.fit(
              CellRows.whole("rows", () -> rows),
              List.<PipelineStage>of(estimator),
              TaskScoring.NONE)
          .get(0)
          .trained()
          .orElseThrow()
          .model(estimator);
    }
  }

  @Test
  void a_classifier_is_the_librarys_byte_for_byte_in_a_task_and_by_itself() throws XGBoostError {
    XGBoostClassifier estimator =
        new XGBoostClassifier()
            .setNumRound(ROUNDS)
            .setMaxDepth(3)
            .setWeightCol("weight")
            .setSeed(7);
    estimator.setSubsample(0.7).setColsampleBytree(0.5);
    XGBoostClassificationModel model = estimator.fit(binary());
    DMatrix matrix = matrix(binary(), Float.NaN);
    matrix.setLabel(column(binary(), "label"));
    matrix.setWeight(column(binary(), "weight"));
    Booster own =
        direct(
            matrix,
            Map.of(
                "objective",
                "binary:logistic",
                "max_depth",
                3,
                "subsample",
                0.7,
                "colsample_bytree",
                0.5,
                "seed",
                7));
    assertThat(bytes(model)).isEqualTo(own.toByteArray());
    assertThat(bytes(inTask(estimator, binary()))).isEqualTo(own.toByteArray());
    assertThat(model.uid()).isEqualTo(estimator.uid());
    assertThat(model.numClasses()).isEqualTo(2);
    assertThat(model.numFeatures()).isEqualTo(4);

    float[][] margins = own.predict(matrix, true);
    float[][] probabilities = own.predict(matrix);
    List<Row> predicted =
        model
            .transform(binary())
            .select("rawPrediction", "probability", "prediction")
            .collectAsList();
    for (int row = 0; row < predicted.size(); row++) {
      Vector raw = (Vector) predicted.get(row).get(0);
      Vector probability = (Vector) predicted.get(row).get(1);
      assertThat(raw.apply(1)).isEqualTo(margins[row][0]);
      assertThat(probability.apply(1)).isCloseTo(probabilities[row][0], within(1e-7));
      assertThat(predicted.get(row).getDouble(2)).isEqualTo(margins[row][0] > 0 ? 1 : 0);
    }
    matrix.dispose();
  }

  @Test
  void rounds_under_earlier_values_are_those_of_the_library_with_params_that_change()
      throws XGBoostError {
    XGBoostClassifier estimator =
        new XGBoostClassifier()
            .setNumRound(9)
            .setEta(0.1)
            .setSubsample(0.8)
            .setSeedPerIteration(true)
            .setAll(
                Map.of(
                    "paramSchedule",
                    "3: eta=0.5, maxDepth=2; 6: eta=0.3, lambda=4, subsample=0.5"));
    DMatrix matrix = matrix(binary(), Float.NaN);
    matrix.setLabel(column(binary(), "label"));
    Booster own =
        XGBoost.train(
            matrix,
            Map.of("objective", "binary:logistic", "seed_per_iteration", true, "nthread", 1),
            0,
            Map.of(),
            null,
            null);
    for (int round = 0; round < 9; round++) {
      own.setParams(
          Map.of(
              "eta", round < 3 ? 0.5 : round < 6 ? 0.3 : 0.1,
              "max_depth", round < 3 ? 2 : 6,
              "lambda", round < 3 || round >= 6 ? 1 : 4,
              "subsample", round < 3 || round >= 6 ? 0.8 : 0.5));
      own.update(matrix, round);
    }
    float[][] probabilities = own.predict(matrix);
    XGBoostClassificationModel model = estimator.fit(binary());
    List<Row> predicted = model.transform(binary()).select("probability").collectAsList();
    for (int row = 0; row < predicted.size(); row++) {
      assertThat(((Vector) predicted.get(row).get(0)).apply(1))
          .isCloseTo(probabilities[row][0], within(1e-7));
    }
    assertThat(bytes(inTask(estimator, binary()))).isEqualTo(bytes(model));
    matrix.dispose();
  }

  @ParameterizedTest
  @CsvSource({
    "'3 eta=1', is not a phase",
    "'3: maxBins=4', 'maxBins'' cannot change from round to round; one of alpha'",
    "'3: eta=2', 'eta is 2.0; use a number in [0, 1]'",
    "'3: maxDepth=2.5', 'maxDepth is ''2.5''; give a number'"
  })
  void a_schedule_that_cannot_be_is_refused_in_one_line(String text, String wrong) {
    assertThatThrownBy(() -> new XGBoostClassifier().setAll(Map.of("paramSchedule", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("XGBoostClassifier: paramSchedule: ")
        .hasMessageContaining(wrong);
  }

  @Test
  void a_classifier_of_three_classes_has_a_probability_for_each() throws XGBoostError {
    XGBoostClassificationModel model = new XGBoostClassifier().setNumRound(ROUNDS).fit(rows());
    DMatrix matrix = matrix(rows(), Float.NaN);
    matrix.setLabel(column(rows(), "label"));
    Booster own = direct(matrix, Map.of("objective", "multi:softprob", "num_class", 3));
    assertThat(bytes(model)).isEqualTo(own.toByteArray());
    assertThat(model.numClasses()).isEqualTo(3);
    float[][] probabilities = own.predict(matrix);
    List<Row> predicted = model.transform(rows()).select("probability").collectAsList();
    for (int row = 0; row < predicted.size(); row++) {
      for (int label = 0; label < 3; label++) {
        assertThat(((Vector) predicted.get(row).get(0)).apply(label))
            .isCloseTo(probabilities[row][label], within(1e-7));
      }
    }
    matrix.dispose();
  }

  static Stream<String> objectives() {
    return Sample.rows(
        List.of(
            "reg:quantileerror",
            "reg:squarederror",
            "reg:squaredlogerror",
            "reg:absoluteerror",
            "reg:pseudohubererror",
            "survival:aft",
            "reg:gamma",
            "reg:tweedie",
            "count:poisson"));
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("objectives")
  void a_regression_is_the_librarys(String objective) throws XGBoostError {
    XGBoostRegressor estimator =
        new XGBoostRegressor().setNumRound(ROUNDS).setObjective(objective).setLabelCol("number");
    Map<String, Object> params = new HashMap<>(Map.of("objective", objective));
    if (objective.equals("reg:quantileerror")) {
      estimator.setQuantileAlpha(0.8);
      params.put("quantile_alpha", 0.8);
    }
    DMatrix matrix = matrix(rows(), Float.NaN);
    matrix.setLabel(column(rows(), "number"));
    if (objective.equals("survival:aft")) {
      bound(matrix);
      estimator.setCensorCol("censor");
    }
    Booster own = direct(matrix, params);
    XGBoostRegressionModel model = estimator.fit(rows());
    assertThat(bytes(model)).isEqualTo(own.toByteArray());
    float[][] predictions = own.predict(matrix);
    List<Row> predicted = model.transform(rows()).select("prediction").collectAsList();
    for (int row = 0; row < predicted.size(); row++) {
      assertThat(predicted.get(row).getDouble(0)).isEqualTo(predictions[row][0]);
    }
    matrix.dispose();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "approx"})
  void other_ways_to_find_splits_are_those_of_the_library(String method) throws XGBoostError {
    XGBoostRegressor estimator =
        new XGBoostRegressor().setNumRound(ROUNDS).setLabelCol("number").setTreeMethod(method);
    DMatrix matrix = matrix(rows(), Float.NaN);
    matrix.setLabel(column(rows(), "number"));
    Booster own = direct(matrix, Map.of("objective", "reg:squarederror", "tree_method", method));
    assertThat(bytes(inTask(estimator, rows()))).isEqualTo(own.toByteArray());
    matrix.dispose();
  }

  @Test
  void zeros_are_values_also_in_sparse_vectors_unless_zero_is_missing() throws XGBoostError {
    XGBoostRegressor estimator = new XGBoostRegressor().setNumRound(ROUNDS).setLabelCol("number");
    for (float missing : new float[] {Float.NaN, 0}) {
      DMatrix matrix = matrix(rows(), missing);
      matrix.setLabel(column(rows(), "number"));
      Booster own = direct(matrix, Map.of("objective", "reg:squarederror"));
      XGBoostRegressionModel model = estimator.setMissing(missing).fit(rows());
      assertThat(bytes(model)).isEqualTo(own.toByteArray());
      float[][] predictions = own.predict(matrix);
      List<Row> predicted = model.transform(rows()).select("prediction").collectAsList();
      for (int row = 0; row < predicted.size(); row++) {
        assertThat(predicted.get(row).getDouble(0)).isEqualTo(predictions[row][0]);
      }
      matrix.dispose();
    }
  }

  @Test
  void predictions_begin_with_the_margins_of_a_column() throws XGBoostError {
    DMatrix matrix = matrix(binary(), Float.NaN);
    matrix.setLabel(column(binary(), "label"));
    matrix.setBaseMargin(column(binary(), "margin"));
    Booster own = direct(matrix, Map.of("objective", "binary:logistic"));
    XGBoostClassificationModel model =
        new XGBoostClassifier().setNumRound(ROUNDS).setBaseMarginCol("margin").fit(binary());
    assertThat(bytes(model)).isEqualTo(own.toByteArray());
    float[][] margins = own.predict(matrix, true);
    Dataset<Row> predicted = model.transform(binary());
    assertThat(predicted.columns())
        .containsExactlyElementsOf(
            List.of(new XGBoostClassifier().fit(binary()).transform(binary()).columns()));
    List<Row> raw = predicted.select("rawPrediction").collectAsList();
    for (int row = 0; row < margins.length; row++) {
      assertThat(((Vector) raw.get(row).get(0)).apply(1)).isEqualTo(margins[row][0]);
    }
    matrix.dispose();
  }

  /** XGBoost raises nothing for an unknown name, so that one of the table could be a wrong one. */
  @Test
  void a_param_that_is_set_to_its_default_changes_nothing() throws XGBoostError {
    byte[] usual = bytes(new XGBoostClassifier().setNumRound(ROUNDS).fit(binary()));
    XGBoostClassifier all = new XGBoostClassifier().setNumRound(ROUNDS);
    XGBoostParam.all().values().stream()
        .filter(param -> param.with().isEmpty() || !param.with().startsWith("objective"))
        .filter(param -> !param.name().equals("numRound"))
        .forEach(
            param ->
                param.typedUsual().ifPresent(value -> all.set(all.getParam(param.name()), value)));
    assertThat(bytes(all.fit(binary()))).isEqualTo(usual);
  }

  static Stream<Arguments> effects() {
    return Sample.rows(
        List.of(
            Arguments.of("maxDepth", 1.0),
            Arguments.of("maxBins", 3.0),
            Arguments.of("gamma", 5.0),
            Arguments.of("alpha", 3.0),
            Arguments.of("lambda", 9.0),
            Arguments.of("minChildWeight", 9.0),
            Arguments.of("maxDeltaStep", 0.1),
            Arguments.of("subsample", 0.5),
            Arguments.of("colsampleBytree", 0.5),
            Arguments.of("colsampleBylevel", 0.5),
            Arguments.of("colsampleBynode", 0.5),
            Arguments.of("scalePosWeight", 3.0),
            Arguments.of("maxLeaves", 2.0),
            Arguments.of("numParallelTree", 2.0),
            Arguments.of("baseScore", 0.2),
            Arguments.of("eta", 0.1),
            Arguments.of("rateDrop", 0.5)));
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("effects")
  void a_param_has_an_effect(String name, double value) throws XGBoostError {
    XGBoostClassifier other =
        new XGBoostClassifier().setNumRound(2).setObjective("binary:logistic");
    byte[] usual = bytes(other.fit(binary()));
    assertThat(bytes(other.setAll(Map.of(name, value)).fit(binary()))).isNotEqualTo(usual);
  }

  @Test
  void a_model_is_saved_with_xgboosts_own_file_and_loaded(@TempDir Path folder)
      throws XGBoostError {
    VectorAssembler assembler =
        new VectorAssembler()
            .setInputCols(new String[] {"number", "weight"})
            .setOutputCol("columns");
    XGBoostClassifier estimator =
        new XGBoostClassifier().setNumRound(ROUNDS).setFeaturesCol("columns").setMissing(2);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler, estimator});
    PipelineModel model = pipeline.fit(rows());
    String path = folder.resolve("model").toString();
    write(model.write(), path);
    PipelineModel loaded = PipelineModel.load(path);
    String[] columns = {"probability", "prediction"};
    assertThat(loaded.transform(rows()).select("rawPrediction", columns).collectAsList())
        .isEqualTo(model.transform(rows()).select("rawPrediction", columns).collectAsList());
    XGBoostClassificationModel own = (XGBoostClassificationModel) loaded.stages()[1];
    assertThat(own.uid()).isEqualTo(estimator.uid());
    assertThat(own.getMissing()).isEqualTo(2);
    assertThat(own.numClasses()).isEqualTo(3);
    assertThat(folder.resolve("model/stages"))
        .isDirectoryRecursivelyContaining(file -> file.endsWith("model.ubj"));

    XGBoostRegressionModel regression =
        new XGBoostRegressor().setNumRound(ROUNDS).setLabelCol("number").fit(rows());
    write(regression.write(), folder.resolve("regression").toString());
    assertThat(bytes(XGBoostRegressionModel.load(folder.resolve("regression").toString())))
        .isEqualTo(bytes(regression));
    write(pipeline.write(), folder.resolve("pipeline").toString());
    Pipeline again = Pipeline.load(folder.resolve("pipeline").toString());
    assertThat(bytes(again.fit(rows()).stages()[1])).isEqualTo(bytes(model.stages()[1]));
  }

  private static void write(MLWriter writer, String path) {
    try {
      writer.overwrite().save(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> importances() {
    return Sample.rows(List.of("weight", "gain", "cover", "total_gain", "total_cover"));
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("importances")
  void importances_are_shares_of_the_librarys_scores(String type) throws XGBoostError {
    XGBoostClassificationModel model = new XGBoostClassifier().setNumRound(ROUNDS).fit(rows());
    Map<String, Double> scores = ((Booster) model.nativeBooster()).getScore("", type);
    double sum = scores.values().stream().mapToDouble(Double::doubleValue).sum();
    double[] shares = new double[model.numFeatures()];
    Arrays.setAll(shares, i -> scores.getOrDefault("f" + i, 0.0) / sum);
    assertThat(model.featureImportances(type).toArray()).containsExactly(shares, within(1e-12));
  }

  @Test
  void importances_are_those_of_the_gain_unless_named() {
    XGBoostRegressionModel model =
        new XGBoostRegressor().setNumRound(ROUNDS).setLabelCol("number").fit(rows());
    assertThat(model.featureImportances()).isEqualTo(model.featureImportances("gain"));
    assertThat(model.featureImportances().argmax()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.featureImportances("covre"))
        .withMessage("featureImportances: the type is 'covre'; did you mean 'cover'?");
  }

  private static Tuner tuner(XGBoostClassifier estimator, int parallelism) {
    Tuner tuner = new Tuner();
    tuner.setEstimator(estimator);
    tuner.setEvaluator(new BinaryClassificationEvaluator().setNumBins(0));
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder()
            .addGrid(estimator.numRound(), new int[] {2, ROUNDS})
            .addGrid(estimator.maxBins(), new int[] {8, 256})
            .build());
    tuner.setNumFolds(2);
    tuner.setSeed(5);
    tuner.setParallelism(parallelism);
    tuner.setTraining("tasks");
    return tuner;
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"hist", "approx", "exact"})
  void a_tuner_has_the_same_metrics_at_any_parallelism_and_by_spark(String method)
      throws XGBoostError {
    XGBoostClassifier estimator =
        new XGBoostClassifier().setNumRound(ROUNDS).setWeightCol("weight").setTreeMethod(method);
    if (method.equals("exact")) {
      estimator.setSubsample(0.8);
    }
    Dataset<Row> rows = binary().cache();
    var one = tuned(estimator, method, 1).fit(rows);
    assertThat(FoldMatrix.live()).isZero();
    var eight = tuned(estimator, method, 8).fit(rows);
    Tuner ours = tuned(estimator, method, 1);
    var expected =
        new CrossValidator()
            .setEstimator(estimator)
            .setEvaluator(ours.getEvaluator())
            .setEstimatorParamMaps(ours.getEstimatorParamMaps())
            .setNumFolds(2)
            .setSeed(5)
            .fit(rows);
    rows.unpersist();
    assertThat(one.study().cells())
        .hasSize(2 * ours.getEstimatorParamMaps().length)
        .allSatisfy(cell -> assertThat(cell.trained().trainer()).isEqualTo("task"));
    assertThat(one.avgMetrics()).isEqualTo(eight.avgMetrics());
    assertThat(one.avgMetrics()).containsExactly(expected.avgMetrics(), within(1e-12));
    assertThat(bytes(one.bestModel())).isEqualTo(bytes(eight.bestModel()));
    assertThat(bytes(one.bestModel())).isEqualTo(bytes(expected.bestModel()));
  }

  private static Tuner tuned(XGBoostClassifier estimator, String method, int parallelism) {
    Tuner tuner = tuner(estimator, parallelism);
    if (method.equals("exact")) { // which has no bins
      tuner.setEstimatorParamMaps(
          new ParamGridBuilder().addGrid(estimator.maxDepth(), new int[] {1, 3}).build());
    }
    return tuner;
  }

  @Test
  void a_tuner_scores_a_regression_with_margins_as_spark_does() throws XGBoostError {
    XGBoostRegressor estimator =
        new XGBoostRegressor()
            .setNumRound(ROUNDS)
            .setLabelCol("number")
            .setBaseMarginCol("margin")
            .setMissing(0);
    CrossValidator own =
        new CrossValidator()
            .setEstimator(estimator)
            .setEvaluator(new RegressionEvaluator().setLabelCol("number"))
            .setEstimatorParamMaps(
                new ParamGridBuilder().addGrid(estimator.maxDepth(), new int[] {1, 3}).build())
            .setNumFolds(2)
            .setSeed(5);
    Tuner tuner = new Tuner();
    tuner.setEstimator(estimator);
    tuner.setEvaluator(own.getEvaluator());
    tuner.setEstimatorParamMaps(own.getEstimatorParamMaps());
    tuner.setNumFolds(2);
    tuner.setSeed(5);
    tuner.setTraining("tasks");
    assertThat(tuner.fit(rows()).avgMetrics())
        .containsExactly(own.fit(rows()).avgMetrics(), within(1e-12));
  }

  @Test
  void categories_are_those_of_the_library() throws XGBoostError {
    List<Row> rows = new ArrayList<>();
    float[] values = new float[2 * ROWS.size()];
    float[] labels = new float[ROWS.size()];
    for (int i = 0; i < labels.length; i++) {
      values[2 * i] = i % 7;
      values[2 * i + 1] = (float) ROWS.get(i).getDouble(3);
      labels[i] = i % 7 == 2 || i % 7 == 5 ? 1 : i % 3;
      rows.add(
          RowFactory.create(Vectors.dense(values[2 * i], values[2 * i + 1]), (double) labels[i]));
    }
    Dataset<Row> table =
        spark()
            .createDataFrame(
                rows,
                new StructType()
                    .add("features", SQLDataTypes.VectorType())
                    .add("label", DataTypes.DoubleType))
            .coalesce(1);
    DMatrix matrix = new DMatrix(values, labels.length, 2, Float.NaN);
    matrix.setLabel(labels);
    matrix.setFeatureTypes(new String[] {"c", "q"});
    Booster own = direct(matrix, Map.of("max_cat_to_onehot", 2));
    XGBoostRegressionModel model =
        new XGBoostRegressor()
            .setNumRound(ROUNDS)
            .setFeatureTypes("c", "q")
            .setMaxCatToOnehot(2)
            .fit(table);
    assertThat(bytes(model)).isEqualTo(own.toByteArray());
    float[][] predictions = own.predict(matrix);
    List<Row> predicted = model.transform(table).select("prediction").collectAsList();
    for (int row = 0; row < predicted.size(); row++) {
      assertThat(predicted.get(row).getDouble(0)).isEqualTo(predictions[row][0]);
    }
    for (String type : List.of("weight", "gain", "total_gain")) {
      assertThat(model.featureImportances(type).toArray()).hasSize(2).doesNotContain(0.0);
    }
    double[] splits = model.featureImportances("weight").toArray();
    double[] gains = model.featureImportances("total_gain").toArray();
    double[] means = model.featureImportances("gain").toArray();
    assertThat(means[0] * splits[0] * gains[1])
        .isCloseTo(means[1] * splits[1] * gains[0], within(1e-9));
    assertThat(bytes(new XGBoostRegressor().setNumRound(ROUNDS).fit(table)))
        .isNotEqualTo(bytes(model));
    matrix.dispose();
  }

  @Test
  void fits_of_fewer_rounds_are_taken_from_the_longest_one() throws XGBoostError {
    List<PipelineStage> estimators = new ArrayList<>();
    for (int rounds : new int[] {9, 2, 5}) {
      estimators.add(new XGBoostClassifier().setNumRound(rounds).setSubsample(0.7));
    }
    estimators.add(new XGBoostClassifier().setNumRound(5).setSubsample(0.7).setRateDrop(0.5));
    List<FitResult> together;
    try (TaskFits fits = TaskFits.of(spark().sparkContext(), TrainingPlan.USUAL)) {
      together = fits.fit(CellRows.whole("rows", () -> rows()), estimators, TaskScoring.NONE);
    }
    for (int i = 0; i < estimators.size(); i++) {
      Estimator<?> estimator = (Estimator<?>) estimators.get(i);
      assertThat(bytes(together.get(i).trained().orElseThrow().model(estimator)))
          .isEqualTo(bytes(estimator.fit(rows())));
    }
  }

  @Test
  void a_failure_of_the_library_is_told_in_its_words() {
    XGBoostClassifier wrong = new XGBoostClassifier().setInteractionConstraints("[[0,");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wrong.fit(binary()))
        .withMessage("XGBoostClassifier: XGBoost: Failed to parse feature interaction constraint:");
    XGBoostClassifier outside = new XGBoostClassifier().setBaseScore(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outside.fit(binary()))
        .withMessage(
            "XGBoostClassifier: XGBoost: base_score must be in (0,1) for the logistic loss.");
  }

  @Test
  @Timeout(120)
  void a_fit_ends_before_its_next_round_when_its_job_is_cancelled() throws Exception {
    XGBoostClassifier endless = new XGBoostClassifier().setNumRound(Integer.MAX_VALUE);
    String group = "cancelled fit of XGBoost";
    CompletableFuture<Object> fit =
        CompletableFuture.supplyAsync(
            () -> {
              spark().sparkContext().setJobGroup(group, group, true);
              try {
                return endless.fit(binary());
              } finally {
                spark().sparkContext().clearJobGroup();
              }
            });
    while (FoldMatrix.live() == 0) {
      assertThat(fit).isNotDone();
      TimeUnit.MILLISECONDS.sleep(5);
    }
    spark().sparkContext().cancelJobGroup(group);
    assertThat(fit).failsWithin(20, TimeUnit.SECONDS);
    while (FoldMatrix.live() > 0) {
      TimeUnit.MILLISECONDS.sleep(10); // the task ends after its job
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          label    | -1       | labelCol: holds a label that is not a class; use whole numbers from 0 on
          label    | 0.5      | labelCol: holds a label that is not a class; use whole numbers from 0 on
          label    | nan      | column 'label' has NaN or an infinite value; use finite ones
          label    | null     | column 'label' has null; leave out such rows, or fill them
          weight   | -1       | weightCol: 'weight' has negative weights; use at least 0
          features | infinity | featuresCol: 'features' has infinite values; use finite ones, or NaN for missing
          features | short    | featuresCol: 'features' has vectors of several sizes; use one size
          """)
  void rows_that_cannot_be_learnt_from_are_told_in_a_line(
      String name, String text, String message) {
    Object value =
        switch (text) {
          case "null" -> null;
          case "nan" -> Double.NaN;
          case "infinity" -> Vectors.dense(1, 2, Double.POSITIVE_INFINITY, 0);
          case "short" -> Vectors.dense(1, 2);
          default -> Double.valueOf(text);
        };
    @Nullable Object[] cells = new Object[SCHEMA.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = i == SCHEMA.fieldIndex(name) ? value : ROWS.get(0).get(i);
    }
    List<Row> rows = new ArrayList<>(ROWS);
    rows.set(0, RowFactory.create(cells));
    assertRefused(rows, message);
  }

  @Test
  void rows_that_are_too_large_for_a_task_are_told_with_the_setting_to_raise() {
    XGBoostClassifier boosted = new XGBoostClassifier().setNumRound(1);
    assertThat(OneTaskFit.fit(boosted, rows(), 7_000)).as("whose matrix takes more").isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneTaskFit.fit(boosted, rows(), 1_000))
        .withMessage(
            "XGBoostClassifier: the rows take more than 0 MiB, a sixth of %s; raise"
                    .formatted(TaskHeap.of(spark().sparkContext()).smaller().text())
                + " spark.driver.memory, or give fewer rows");
  }

  @Test
  void a_table_without_rows_is_told_in_a_line() {
    assertRefused(List.of(), "no rows to learn from; give at least one");
  }

  private static void assertRefused(List<Row> rows, String message) {
    Dataset<Row> table = spark().createDataFrame(rows, SCHEMA);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new XGBoostClassifier().setWeightCol("weight").fit(table))
        .withMessage("XGBoostClassifier: " + message);
  }

  @Test
  void params_that_do_not_suit_the_rows_are_told_in_a_line() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new XGBoostClassifier().setNumClass(2).fit(rows()))
        .withMessage(
            "XGBoostClassifier: labelCol: holds labels above 1, and there are 2 classes; use 0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new XGBoostClassifier().setObjective("binary:logistic").fit(rows()))
        .withMessage(
            "XGBoostClassifier: objective: is binary:logistic, and there are 3 classes; set multi:softprob, or leave it out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new XGBoostClassifier().setMonotoneConstraints(1, 0).fit(rows()))
        .withMessage(
            "XGBoostClassifier: monotoneConstraints: has 2 values for 4 columns; give one for each");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new XGBoostRegressor().setObjective("reg:gamma").fit(rows()))
        .withMessage(
            "XGBoostRegressor: labelCol: holds others than reg:gamma takes; use labels above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new XGBoostClassifier().setTreeMethod("exact").setMaxLeaves(3).fit(rows()))
        .withMessage(
            "XGBoostClassifier: maxLeaves: has no effect with treeMethod = exact; set treeMethod = auto or hist or approx");
    XGBoostRegressor aft =
        new XGBoostRegressor().setObjective("survival:aft").setLabelCol("number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> aft.setCensorCol("weight").fit(rows()))
        .withMessage(
            "XGBoostRegressor: censorCol: holds others than 0 and 1; use 1 if the event was observed, or else 0");
  }

  @Test
  void a_model_predicts_only_for_as_many_columns_as_it_was_trained_on() {
    XGBoostRegressionModel model =
        new XGBoostRegressor().setNumRound(1).setLabelCol("number").fit(rows());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predict(Vectors.dense(1, 2, 3)))
        .withMessage("vectors have 3 values; the model was trained on 4 columns");
  }
}
