package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns of leaves and contributions beside the library's own predictions. */
final class RowOutputTest extends SparkTest {

  private static final int ROUNDS = 5;
  private static final int FEATURES = 3;

  private static final VectorAssembler ASSEMBLER =
      new VectorAssembler()
          .setInputCols(new String[] {"a", "b", "c"})
          .setOutputCol("features")
          .setHandleInvalid("keep");

  /**
   * Rows of three classes and a number; of the features one is sometimes missing, and one often 0.
   */
  private static Dataset<Row> plain() {
    return spark()
        .range(0, 200, 1, 3)
        .selectExpr(
            "pmod(hash(id), 97) / 97D AS a",
            "IF(id % 5 = 0, double('NaN'), pmod(hash(id, 1), 89) / 89D) AS b",
            "double(greatest(0, pmod(hash(id, 2), 12) - 5)) AS c",
            "pmod(hash(id, 3), 79) / 79D AS margin")
        .selectExpr(
            "*",
            "a + c + nanvl(b, 0) AS number",
            "int(least(2.99, 2.5 * (a + 0.2 * (c % 2)))) AS class");
  }

  private static Dataset<Row> rows() {
    return ASSEMBLER.transform(plain());
  }

  private static DMatrix matrix(Dataset<Row> rows, float missing) throws XGBoostError {
    List<Row> features = rows.select("features").collectAsList();
    float[] values = new float[FEATURES * features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((Vector) features.get(i / FEATURES).get(0)).apply(i % FEATURES);
    }
    return new DMatrix(values, features.size(), FEATURES, missing);
  }

  private static float[] singles(Object vector) {
    double[] values = ((Vector) vector).toArray();
    float[] singles = new float[values.length];
    for (int i = 0; i < singles.length; i++) {
      singles[i] = (float) values[i];
    }
    return singles;
  }

  /** Compares columns "leaves" and "shap" with the library's, and the sums of the latter. */
  private static void assertTheLibrarys(Dataset<Row> predicted, Booster own, DMatrix matrix)
      throws XGBoostError {
    float[][] leaves = own.predictLeaf(matrix, 0);
    float[][] contributions = own.predictContrib(matrix, 0);
    float[][] margins = own.predict(matrix, true);
    List<Row> found = predicted.select("leaves", "shap").collectAsList();
    assertThat(found).hasSize(margins.length);
    for (int row = 0; row < margins.length; row++) {
      assertThat(singles(found.get(row).get(0))).isEqualTo(leaves[row]);
      float[] shap = singles(found.get(row).get(1));
      assertThat(shap).isEqualTo(contributions[row]).hasSize(margins[row].length * (FEATURES + 1));
      for (int output = 0; output < margins[row].length; output++) {
        int from = output * (FEATURES + 1);
        double sum = 0;
        for (int i = from; i <= from + FEATURES; i++) {
          sum += shap[i];
        }
        assertThat(sum).isCloseTo(margins[row][output], within(1e-4));
      }
    }
    matrix.dispose();
  }

  static Stream<Arguments> boosters() {
    return Sample.rows(
        List.of(
            Arguments.of("class", "gbtree"),
            Arguments.of("class > 0", "gbtree"),
            Arguments.of("class > 1", "dart")));
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("boosters")
  void a_classifier_has_the_leaves_and_contributions_of_each_class(String label, String booster)
      throws XGBoostError {
    Dataset<Row> rows = rows().withColumn("label", functions.expr("double(%s)".formatted(label)));
    XGBoostClassifier estimator =
        new XGBoostClassifier()
            .setNumRound(ROUNDS)
            .setBooster(booster)
            .setOneDrop(booster.equals("dart"))
            .setFeatureTypes("q", "q", "c")
            .setMaxCatToOnehot(2)
            .setLeafPredictionCol("leaves")
            .setContribPredictionCol("shap");
    XGBoostClassificationModel model = estimator.fit(rows);
    Dataset<Row> predicted = model.transform(rows);
    assertThat(predicted.columns())
        .endsWith("rawPrediction", "probability", "prediction", "leaves", "shap");
    DMatrix matrix = matrix(rows, Float.NaN);
    matrix.setFeatureTypes(new String[] {"q", "q", "c"});
    assertTheLibrarys(predicted, (Booster) model.nativeBooster(), matrix);
  }

  @Test
  void a_regression_has_them_with_what_is_missing_and_margins_to_begin_with() throws XGBoostError {
    Dataset<Row> rows = rows();
    XGBoostRegressor estimator =
        new XGBoostRegressor()
            .setNumRound(ROUNDS)
            .setObjective("count:poisson")
            .setLabelCol("number")
            .setMissing(0)
            .setBaseMarginCol("margin")
            .setLeafPredictionCol("leaves")
            .setContribPredictionCol("shap");
    XGBoostRegressionModel model = estimator.fit(rows);
    DMatrix matrix = matrix(rows, 0);
    List<Row> margins = rows.select("margin").collectAsList();
    float[] base = new float[margins.size()];
    for (int row = 0; row < base.length; row++) {
      base[row] = (float) margins.get(row).getDouble(0);
    }
    matrix.setBaseMargin(base);
    assertTheLibrarys(model.transform(rows), (Booster) model.nativeBooster(), matrix);
  }

  @Test
  void the_columns_are_in_schemas_and_copies_and_are_saved(@TempDir Path folder)
      throws IOException {
    XGBoostRegressor estimator =
        new XGBoostRegressor()
            .setNumRound(ROUNDS)
            .setLabelCol("number")
            .setContribPredictionCol("shap");
    VectorSlicer later =
        new VectorSlicer().setInputCol("shap").setOutputCol("bias").setIndices(new int[] {3});
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {ASSEMBLER, estimator, later});
    assertThat(pipeline.transformSchema(plain().schema()).apply("shap").dataType())
        .isEqualTo(SQLDataTypes.VectorType());
    PipelineModel model = pipeline.fit(plain());
    Dataset<Row> predicted = model.transform(plain());
    assertThat(predicted.columns()).endsWith("prediction", "shap", "bias");
    assertThat(model.transformSchema(plain().schema()).fieldNames()).isEqualTo(predicted.columns());
    model.write().overwrite().save(folder.resolve("model").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());
    assertThat(loaded.transform(plain()).collectAsList()).isEqualTo(predicted.collectAsList());
    XGBoostRegressionModel own = (XGBoostRegressionModel) loaded.stages()[1];
    ParamMap renamed = new ParamMap().put(own.contribPredictionCol().w("other"));
    assertThat(own.copy(renamed).transform(rows()).columns()).endsWith("prediction", "other");
    assertThat(own.setContribPredictionCol("").transform(rows()).columns()).endsWith("prediction");
  }

  @Test
  void a_column_that_is_there_is_told_in_sparks_words() {
    XGBoostRegressor estimator = new XGBoostRegressor().setNumRound(ROUNDS).setLabelCol("number");
    XGBoostRegressionModel model = estimator.fit(rows());
    String message = "requirement failed: Column c already exists.";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator.setLeafPredictionCol("c").fit(rows()))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.setContribPredictionCol("c").transform(rows()))
        .withMessage(message);
  }
}
