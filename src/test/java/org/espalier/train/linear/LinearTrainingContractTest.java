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
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.linear.LinearTraining.Solver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code LinearRegression}, on the same rows. */
final class LinearTrainingContractTest extends SparkTest {

  private record Candidate(LinearParams params, Solver solver) {}

  private static Candidate candidate(
      double regParam,
      double elasticNetParam,
      boolean standardization,
      boolean intercept,
      Solver solver) {
    Penalty penalty = new Penalty(regParam, elasticNetParam, standardization);
    return new Candidate(new LinearParams(penalty, intercept, 20, 1e-6), solver);
  }

  private static LinearRegressionModel spark(Candidate candidate, Dataset<Row> rows) {
    LinearParams params = candidate.params();
    return new LinearRegression()
        .setWeightCol("weight")
        .setRegParam(params.penalty().regParam())
        .setElasticNetParam(params.penalty().elasticNetParam())
        .setStandardization(params.penalty().standardization())
        .setFitIntercept(params.fitIntercept())
        .setSolver(candidate.solver() == Solver.NORMAL ? "normal" : "l-bfgs")
        .setMaxIter(params.maxIter())
        .setTol(params.tol())
        .fit(rows);
  }

  private static void assertSame(
      Oracle oracle, String name, Table table, boolean sparse, List<Candidate> candidates)
      throws InterruptedException {
    Rows rows = sparse ? table.sparse() : table.dense();
    Moments moments = Moments.of(rows);
    Gram gram = Gram.of(rows, moments);
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      List<double[]> fits =
          oracle.fits(
              name + " " + i,
              () -> SparkFits.of(table, sparse, spread -> numbers(spark(candidate, spread))));
      LinearModel ours = LinearTraining.train(gram, candidate.params(), candidate.solver());
      if (candidate.solver() == Solver.LBFGS) {
        assertSamePassByPass(rows, moments, candidate.params(), ours);
      }
      Oracle.assertSame(
          fits,
          Table.last(ours.objectiveHistory()),
          ours.coefficients(),
          moments,
          candidate,
          ours.intercept());
    }
  }

  private static double[] numbers(LinearRegressionModel model) {
    return Oracle.numbers(
        model.summary().objectiveHistory(), model.coefficients().toArray(), model.intercept());
  }

  /** Passes over the rows, which Spark does as well, take the same steps. */
  private static void assertSamePassByPass(
      Rows rows, Moments moments, LinearParams params, LinearModel model)
      throws InterruptedException {
    LeastSquaresTraining training = LeastSquaresTraining.of(rows, moments, List.of(params));
    while (training.asks()) {
      training.pass(rows);
    }
    LinearModel other = training.model(0);
    assertThat(other.objectiveHistory().length)
        .isCloseTo(model.objectiveHistory().length, within(1));
    assertThat(Table.last(other.objectiveHistory()))
        .isCloseTo(Table.last(model.objectiveHistory()), within(1e-9));
  }

  static void compareDifficult(Oracle oracle) throws InterruptedException {
    assertSame(
        oracle,
        "linear, difficult",
        Table.difficult(11, 100).linear(12, 5),
        false,
        List.of(
            candidate(0.1, 0, true, true, Solver.NORMAL),
            candidate(0, 0, true, true, Solver.NORMAL),
            candidate(0.1, 0.3, true, false, Solver.LBFGS)));
    assertSame(
        oracle,
        "linear, mild",
        Table.mild(11, 100).linear(12, 5),
        false,
        List.of(
            candidate(0.05, 0.5, false, true, Solver.NORMAL),
            candidate(0.02, 0, false, false, Solver.NORMAL)));
  }

  static void compareSparse(Oracle oracle) throws InterruptedException {
    assertSame(
        oracle,
        "linear, sparse",
        Table.counts(13, 120, 30).linear(14, 1),
        true,
        List.of(
            candidate(0.01, 0, true, true, Solver.NORMAL),
            candidate(0.01, 0, false, true, Solver.LBFGS)));
  }

  @Test
  @Tag("slow")
  void models_of_difficult_rows_are_Sparks() throws InterruptedException {
    compareDifficult(Oracle.SPARK);
  }

  @Test
  @Tag("slow")
  void models_of_sparse_rows_are_Sparks() throws InterruptedException {
    compareSparse(Oracle.SPARK);
  }

  @Tag("full")
  @Test
  void models_of_many_tables_are_Sparks() throws InterruptedException {
    for (long seed = 0; seed < 4; seed++) {
      List<Candidate> candidates = new ArrayList<>();
      for (double regParam : new double[] {1e-4, 0.1}) {
        for (double elasticNetParam : new double[] {0, 0.7, 1}) {
          for (Solver solver : Solver.values()) {
            boolean intercept = (seed + candidates.size()) % 3 > 0;
            candidates.add(candidate(regParam, elasticNetParam, seed % 2 == 0, intercept, solver));
          }
        }
      }
      int rows = 40 + 20 * (int) seed;
      Table difficult = seed % 2 == 0 ? Table.difficult(seed, rows) : Table.mild(seed, rows);
      Table table = difficult.linear(seed, 1 + seed % 5 * 2.5);
      assertSame(Oracle.SPARK, "", table, seed % 3 == 0, candidates);
    }
  }
}
