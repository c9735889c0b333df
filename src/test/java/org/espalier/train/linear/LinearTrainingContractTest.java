package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.linear.LinearParams.Solver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code LinearRegression}, on the same rows. */
final class LinearTrainingContractTest extends SparkTest {

  private static LinearParams params(
      double regParam,
      double elasticNetParam,
      boolean standardization,
      boolean intercept,
      Solver solver) {
    Penalty penalty = new Penalty(regParam, elasticNetParam, standardization);
    return new LinearParams(penalty, intercept, solver, 20, 1e-6);
  }

  private static LinearRegressionModel spark(LinearParams params, Dataset<Row> rows) {
    return new LinearRegression()
        .setWeightCol("weight")
        .setRegParam(params.penalty().regParam())
        .setElasticNetParam(params.penalty().elasticNetParam())
        .setStandardization(params.penalty().standardization())
        .setFitIntercept(params.fitIntercept())
        .setSolver(params.solver() == Solver.NORMAL ? "normal" : "l-bfgs")
        .setMaxIter(params.maxIter())
        .setTol(params.tol())
        .fit(rows);
  }

  private static void assertSame(Table table, boolean sparse, List<LinearParams> candidates)
      throws InterruptedException {
    Rows rows = sparse ? table.sparse() : table.dense();
    Moments moments = Moments.of(rows);
    Gram gram = Gram.of(rows, moments);
    List<Dataset<Row>> tables = new ArrayList<>();
    SparkFits.PARTITIONS.forEach(count -> tables.add(SparkFits.rows(table, sparse, count)));
    for (LinearParams params : candidates) {
      List<double[]> theirs = new ArrayList<>();
      List<double[]> objectives = new ArrayList<>();
      for (Dataset<Row> spread : tables) {
        LinearRegressionModel model = spark(params, spread);
        double[] history = model.summary().objectiveHistory();
        objectives.add(new double[] {history[history.length - 1]});
        theirs.add(SparkFits.unknowns(model.coefficients().toArray(), moments, model.intercept()));
      }
      LinearModel ours = LinearTraining.train(gram, params);
      if (params.solver() == Solver.LBFGS) {
        assertSamePassByPass(rows, moments, params, ours);
      }
      Spread.of(objectives).assertNotAbove(ours.objectiveHistory()[ours.iterations()], params);
      Spread.of(theirs)
          .assertWithin(SparkFits.unknowns(ours.coefficients(), moments, ours.intercept()), params);
    }
  }

  /** Passes over the rows, which Spark does as well, take the same steps. */
  private static void assertSamePassByPass(
      Rows rows, Moments moments, LinearParams params, LinearModel model)
      throws InterruptedException {
    LeastSquaresTraining training = LeastSquaresTraining.of(rows, moments, List.of(params));
    while (training.asks()) {
      training.pass();
    }
    LinearModel other = training.model(0);
    assertThat(other.iterations()).isCloseTo(model.iterations(), within(1));
    assertThat(other.objectiveHistory()[other.iterations()])
        .isCloseTo(model.objectiveHistory()[model.iterations()], within(1e-9));
  }

  @Test
  void models_of_difficult_rows_are_Sparks() throws InterruptedException {
    assertSame(
        Table.difficult(11, 100).linear(12, 5),
        false,
        List.of(
            params(0.1, 0, true, true, Solver.NORMAL),
            params(0, 0, true, true, Solver.NORMAL),
            params(0.1, 0.3, true, false, Solver.LBFGS)));
    assertSame(
        Table.mild(11, 100).linear(12, 5),
        false,
        List.of(
            params(0.05, 0.5, false, true, Solver.NORMAL),
            params(0.02, 0, false, false, Solver.NORMAL)));
  }

  @Test
  void models_of_sparse_rows_are_Sparks() throws InterruptedException {
    assertSame(
        Table.counts(13, 120, 30).linear(14, 1),
        true,
        List.of(
            params(0.01, 0, true, true, Solver.NORMAL),
            params(0.01, 0, false, true, Solver.LBFGS)));
  }

  @Tag("full")
  @Test
  void models_of_many_tables_are_Sparks() throws InterruptedException {
    for (long seed = 0; seed < 4; seed++) {
      List<LinearParams> candidates = new ArrayList<>();
      for (double regParam : new double[] {1e-4, 0.1}) {
        for (double elasticNetParam : new double[] {0, 0.7, 1}) {
          for (Solver solver : Solver.values()) {
            boolean intercept = (seed + candidates.size()) % 3 > 0;
            candidates.add(params(regParam, elasticNetParam, seed % 2 == 0, intercept, solver));
          }
        }
      }
      int rows = 40 + 20 * (int) seed;
      Table difficult = seed % 2 == 0 ? Table.difficult(seed, rows) : Table.mild(seed, rows);
      Table table = difficult.linear(seed, 1 + seed % 5 * 2.5);
      assertSame(table, seed % 3 == 0, candidates);
    }
  }
}
