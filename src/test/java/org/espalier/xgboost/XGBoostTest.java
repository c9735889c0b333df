package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.evaluate.Limits;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spark.task.rows.CellRows;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    try (TaskFits fits = TaskFits.of(spark().sparkContext(), TrainingPlan.USUAL, Limits.NONE)) {
      return fits.fit(
              CellRows.whole("rows", () -> rows),
              List.<PipelineStage>of(estimator),
              TaskScoring.NONE)
          .get(0)
          .fit()
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reg:squarederror",
        "reg:squaredlogerror",
        "reg:absoluteerror",
        "reg:pseudohubererror",
        "reg:gamma",
        "reg:tweedie",
        "count:poisson",
        "reg:quantileerror",
        "survival:aft"
      })
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
}
