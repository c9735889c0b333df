package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code LinearRegression} with Huber's loss. */
final class HuberTrainingContractTest extends SparkTest {

  @Test
  void models_are_Sparks() throws InterruptedException {
    Table table = Table.difficult(47, 100).linear(48, 10);
    Map<Double, LinearParams> candidates =
        Map.of(
            1.35, new LinearParams(new Penalty(0.05, 0, true), true, 40, 1e-6),
            2.0, new LinearParams(new Penalty(0.1, 0, false), false, 8, 1e-3));
    Rows rows = table.dense();
    Moments moments = Moments.of(rows);
    HuberTraining training = HuberTraining.of(rows, moments);
    List<Dataset<Row>> tables = new ArrayList<>();
    SparkFits.PARTITIONS.forEach(count -> tables.add(SparkFits.rows(table, false, count)));
    for (Map.Entry<Double, LinearParams> candidate : candidates.entrySet()) {
      double epsilon = candidate.getKey();
      LinearParams params = candidate.getValue();
      List<double[]> objectives = new ArrayList<>();
      List<double[]> theirs = new ArrayList<>();
      for (Dataset<Row> spread : tables) {
        LinearRegressionModel model =
            new LinearRegression()
                .setLoss("huber")
                .setWeightCol("weight")
                .setRegParam(params.penalty().regParam())
                .setStandardization(params.penalty().standardization())
                .setEpsilon(epsilon)
                .setFitIntercept(params.fitIntercept())
                .setMaxIter(params.maxIter())
                .setTol(params.tol())
                .fit(spread);
        double[] history = model.summary().objectiveHistory();
        objectives.add(new double[] {history[history.length - 1]});
        theirs.add(
            SparkFits.unknowns(
                model.coefficients().toArray(), moments, model.intercept(), model.scale()));
      }
      LinearModel ours = training.train(params, epsilon).orElseThrow();
      Spread.of(objectives).assertNotAbove(Table.last(ours.objectiveHistory()), params);
      Spread.of(theirs)
          .assertWithin(
              SparkFits.unknowns(ours.coefficients(), moments, ours.intercept(), ours.scale()),
              params);
    }
  }

  @Test
  void sparse_rows_and_those_without_weight_change_nothing() throws InterruptedException {
    Table table = Table.difficult(49, 80).linear(50, 3);
    LinearParams params = new LinearParams(new Penalty(0.1, 0, true), true, 20, 1e-9);
    double[] ours = coefficients(table.dense(), params);
    double largest = 0;
    for (Rows rows : List.of(table.sparse(), table.weighted().dense())) {
      double[] others = coefficients(rows, params);
      for (int j = 0; j < ours.length; j++) {
        largest = Math.max(largest, Math.abs(ours[j] - others[j]));
      }
    }
    assertThat(largest).isLessThan(1e-9);
  }

  private static double[] coefficients(Rows rows, LinearParams params) throws InterruptedException {
    Moments moments = Moments.of(rows);
    LinearModel model = HuberTraining.of(rows, moments).train(params, 1.5).orElseThrow();
    return SparkFits.unknowns(model.coefficients(), moments, model.intercept());
  }

  @Test
  void a_constant_label_is_the_intercept_and_without_one_left_to_Spark()
      throws InterruptedException {
    Rows rows = Table.difficult(51, 30).withLabels(3).dense();
    HuberTraining training = HuberTraining.of(rows, Moments.of(rows));
    Penalty none = new Penalty(0, 0, true);
    LinearModel model = training.train(new LinearParams(none, true, 10, 0), 1.35).orElseThrow();
    assertThat(model.intercept()).isEqualTo(3);
    assertThat(model.coefficients()).containsOnly(0);
    assertThat(model.scale()).isEqualTo(1);
    assertThat(training.train(new LinearParams(none, false, 10, 0), 1.35)).isEmpty();
  }
}
