package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.AFTSurvivalRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.testing.SparkTest;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code AFTSurvivalRegression}, on the same rows. */
final class AftTrainingContractTest extends SparkTest {

  /** The mean loss of a model. */
  private static double objective(
      Table table, double[] events, double[] coefficients, double intercept, double scale) {
    double loss = 0;
    for (int row = 0; row < table.size(); row++) {
      double distance = Math.log(table.label(row)) - intercept;
      for (int j = 0; j < coefficients.length; j++) {
        distance -= coefficients[j] * table.features(row)[j];
      }
      double epsilon = distance / scale;
      loss += events[row] * (Math.log(scale) - epsilon) + Math.exp(epsilon);
    }
    return loss / table.size();
  }

  @Test
  void models_are_Sparks() throws InterruptedException {
    Table table = Table.difficult(53, 100).counted(54, false).withWeights(1);
    double[] events = new double[table.size()];
    for (int row = 0; row < events.length; row++) {
      events[row] = table.label(row) % 2;
    }
    Rows rows = table.dense();
    Moments moments = Moments.of(rows);
    AftTraining training = AftTraining.of(rows, events, moments);
    List<Dataset<Row>> tables = new ArrayList<>();
    SparkFits.PARTITIONS.forEach(
        count ->
            tables.add(
                SparkFits.rows(table, false, count)
                    .withColumn("censor", functions.expr("label % 2"))));
    List<LinearParams> candidates =
        List.of(
            new LinearParams(new Penalty(0, 0, true), true, 100, 1e-6),
            new LinearParams(new Penalty(0, 0, true), false, 8, 1e-3));
    for (LinearParams params : candidates) {
      List<double[]> objectives = new ArrayList<>();
      List<double[]> theirs = new ArrayList<>();
      for (Dataset<Row> spread : tables) {
        AFTSurvivalRegressionModel model =
            new AFTSurvivalRegression()
                .setFitIntercept(params.fitIntercept())
                .setMaxIter(params.maxIter())
                .setTol(params.tol())
                .fit(spread);
        double[] coefficients = model.coefficients().toArray();
        objectives.add(
            new double[] {
              objective(table, events, coefficients, model.intercept(), model.scale())
            });
        theirs.add(SparkFits.unknowns(coefficients, moments, model.intercept(), model.scale()));
      }
      LinearModel ours = training.train(params);
      double[] history = ours.objectiveHistory();
      Spread.of(objectives).assertNotAbove(history[history.length - 1], params);
      Spread.of(theirs)
          .assertWithin(
              SparkFits.unknowns(ours.coefficients(), moments, ours.intercept(), ours.scale()),
              params);
    }
  }

  @Test
  void times_that_are_not_above_0_and_other_events_are_refused() throws InterruptedException {
    Rows zero = Table.difficult(55, 20).withLabels(0).dense();
    Rows one = Table.difficult(55, 20).withLabels(1).dense();
    double[] events = new double[20];
    events[3] = 0.5;
    Moments moments = Moments.of(one);
    assertThatThrownBy(() -> AftTraining.of(zero, new double[20], moments))
        .hasMessageContaining("Row 0 has time 0.0");
    assertThatThrownBy(() -> AftTraining.of(one, events, moments))
        .hasMessageContaining("Row 3 has time 1.0 and event 0.5");
  }
}
