package org.espalier.train.linear;

import java.util.List;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code LinearSVC}, on the same rows. */
final class SvcTrainingContractTest extends SparkTest {

  private static LinearSVCModel spark(LinearParams params, Dataset<Row> rows) {
    return new LinearSVC()
        .setWeightCol("weight")
        .setRegParam(params.penalty().regParam())
        .setStandardization(params.penalty().standardization())
        .setFitIntercept(params.fitIntercept())
        .setMaxIter(params.maxIter())
        .setTol(params.tol())
        .fit(rows);
  }

  private static double[] numbers(LinearSVCModel model) {
    return Oracle.numbers(
        model.summary().objectiveHistory(), model.coefficients().toArray(), model.intercept());
  }

  static void compare(Oracle oracle) throws InterruptedException {
    Table table = Table.difficult(43, 100);
    List<LinearParams> candidates =
        List.of(
            new LinearParams(new Penalty(0.05, 0, true), true, 8, 1e-6),
            new LinearParams(new Penalty(0.1, 0, false), false, 8, 1e-6));
    Rows rows = table.dense();
    Moments moments = Moments.of(rows);
    SvcTraining training = SvcTraining.of(rows, moments, 2, candidates);
    while (training.asks()) {
      training.pass(rows);
    }
    for (int i = 0; i < candidates.size(); i++) {
      LinearParams params = candidates.get(i);
      List<double[]> fits =
          oracle.fits(
              "support vectors " + i,
              () -> SparkFits.of(table, false, spread -> numbers(spark(params, spread))));
      LinearModel ours = training.model(i);
      Oracle.assertSame(
          fits,
          Table.last(ours.objectiveHistory()),
          ours.coefficients(),
          moments,
          params,
          ours.intercept());
    }
  }

  @Test
  @Tag("slow")
  void models_are_Sparks() throws InterruptedException {
    compare(Oracle.SPARK);
  }
}
