package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code LinearSVC}, on the same rows. */
final class SvcTrainingContractTest extends SparkTest {

  @Test
  void models_are_Sparks() throws InterruptedException {
    Table table = Table.difficult(43, 100);
    List<LinearParams> candidates =
        List.of(
            new LinearParams(new Penalty(0.05, 0, true), true, 8, 1e-6),
            new LinearParams(new Penalty(0.1, 0, false), false, 8, 1e-6));
    Rows rows = table.dense();
    Moments moments = Moments.of(rows);
    SvcTraining training = SvcTraining.of(rows, moments, 2, candidates);
    while (training.asks()) {
      training.pass();
    }
    List<Dataset<Row>> tables = new ArrayList<>();
    SparkFits.PARTITIONS.forEach(count -> tables.add(SparkFits.rows(table, false, count)));
    for (int i = 0; i < candidates.size(); i++) {
      LinearParams params = candidates.get(i);
      List<double[]> objectives = new ArrayList<>();
      List<double[]> theirs = new ArrayList<>();
      for (Dataset<Row> spread : tables) {
        LinearSVCModel model =
            new LinearSVC()
                .setWeightCol("weight")
                .setRegParam(params.penalty().regParam())
                .setStandardization(params.penalty().standardization())
                .setFitIntercept(params.fitIntercept())
                .setMaxIter(params.maxIter())
                .setTol(params.tol())
                .fit(spread);
        double[] history = model.summary().objectiveHistory();
        objectives.add(new double[] {history[history.length - 1]});
        theirs.add(SparkFits.unknowns(model.coefficients().toArray(), moments, model.intercept()));
      }
      LinearModel ours = training.model(i);
      Spread.of(objectives).assertNotAbove(Table.last(ours.objectiveHistory()), params);
      Spread.of(theirs)
          .assertWithin(SparkFits.unknowns(ours.coefficients(), moments, ours.intercept()), params);
    }
  }
}
