package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code LogisticRegression}, on the same rows. */
final class LogisticTrainingContractTest extends SparkTest {

  private static LinearParams params(
      double regParam, double elasticNetParam, boolean standardization, boolean intercept) {
    return new LinearParams(
        new Penalty(regParam, elasticNetParam, standardization), intercept, 10, 1e-6);
  }

  private static LogisticRegressionModel spark(LinearParams params, Dataset<Row> rows) {
    return new LogisticRegression()
        .setWeightCol("weight")
        .setRegParam(params.penalty().regParam())
        .setElasticNetParam(params.penalty().elasticNetParam())
        .setStandardization(params.penalty().standardization())
        .setFitIntercept(params.fitIntercept())
        .setMaxIter(params.maxIter())
        .setTol(params.tol())
        .fit(rows);
  }

  private static LogisticTraining trained(
      Rows rows, Moments moments, int classes, List<LinearParams> candidates)
      throws InterruptedException {
    LogisticTraining training =
        classes <= 2
            ? LogisticTraining.binomial(rows, moments, classes, candidates)
            : LogisticTraining.multinomial(rows, moments, classes, candidates);
    while (training.asks()) {
      training.pass(rows);
    }
    return training;
  }

  private static void assertSame(
      Oracle oracle,
      String name,
      Table table,
      int classes,
      boolean sparse,
      List<LinearParams> candidates)
      throws InterruptedException {
    Rows rows = sparse ? table.sparse() : table.dense();
    Moments moments = Moments.of(rows);
    LogisticTraining training = trained(rows, moments, classes, candidates);
    for (int i = 0; i < candidates.size(); i++) {
      LinearParams params = candidates.get(i);
      List<double[]> fits =
          oracle.fits(
              name + " " + i,
              () -> SparkFits.of(table, sparse, spread -> numbers(spark(params, spread))));
      LogisticModel ours = training.model(i);
      Oracle.assertSame(
          fits,
          Table.last(ours.objectiveHistory()),
          ours.coefficients(),
          moments,
          params,
          ours.intercepts());
    }
  }

  private static double[] numbers(LogisticRegressionModel model) {
    return Oracle.numbers(
        model.summary().objectiveHistory(),
        values(model.coefficientMatrix()),
        model.interceptVector().toArray());
  }

  /** Row by row. */
  private static double[] values(Matrix matrix) {
    return matrix.transpose().toArray();
  }

  static void compareBinomial(Oracle oracle) throws InterruptedException {
    assertSame(
        oracle,
        "binomial",
        Table.difficult(7, 120),
        2,
        false,
        List.of(params(0.02, 0.5, false, true), params(0.05, 0, true, false)));
  }

  static void compareMultinomial(Oracle oracle) throws InterruptedException {
    assertSame(
        oracle,
        "multinomial",
        Table.counts(8, 150, 20).classes(3),
        3,
        true,
        List.of(params(0, 0, true, true), params(0.01, 0.5, true, true)));
  }

  @Test
  @Tag("slow")
  void binomial_models_of_difficult_rows_are_Sparks() throws InterruptedException {
    compareBinomial(Oracle.SPARK);
  }

  @Test
  @Tag("slow")
  void multinomial_models_of_sparse_rows_are_Sparks() throws InterruptedException {
    compareMultinomial(Oracle.SPARK);
  }

  @Test
  void a_class_alone_gives_Sparks_model() throws InterruptedException {
    LinearParams params = params(0.1, 0, true, true);
    for (double label : new double[] {0, 1}) {
      Table table = Table.difficult(9, 12).withLabels(label);
      LogisticRegressionModel theirs = spark(params, SparkFits.rows(table, false, 2));
      Rows rows = table.dense();
      LogisticModel ours =
          trained(rows, Moments.of(rows), theirs.numClasses(), List.of(params)).model(0);
      assertThat(ours.intercepts()).isEqualTo(theirs.interceptVector().toArray());
      assertThat(ours.coefficients()).isEqualTo(values(theirs.coefficientMatrix()));
      assertThat(ours.classes()).isEqualTo(theirs.numClasses());
      assertThat(ours.objectiveHistory()).hasSize(theirs.summary().totalIterations() + 1);
    }
  }

  @Test
  void predictions_are_Sparks() throws InterruptedException {
    Table binomial = Table.counts(10, 40, 12);
    for (int classes : new int[] {2, 3}) {
      Table table = classes == 2 ? binomial : binomial.classes(classes);
      LinearParams params = new LinearParams(new Penalty(0.05, 0, true), true, 5, 1e-6);
      Rows rows = table.sparse();
      LogisticModel ours = trained(rows, Moments.of(rows), classes, List.of(params)).model(0);
      Dataset<Row> spread = SparkFits.rows(table, true, 1);
      LogisticRegressionModel theirs = spark(params, spread);
      if (classes == 2) {
        theirs.setThreshold(0.3);
      }
      double[] raw = ours.raw(rows);
      double[] probabilities = ours.probabilities(raw);
      double[] predictions =
          classes == 2 ? LogisticModel.predictions(ours.margins(rows), 0.3) : new double[0];
      List<Row> predicted =
          theirs
              .transform(spread)
              .select("rawPrediction", "probability", "prediction")
              .collectAsList();
      for (int r = 0; r < rows.size(); r++) {
        for (int k = 0; k < ours.outputs(); k++) {
          int place = r * ours.outputs() + k;
          assertThat(raw[place])
              .isCloseTo(predicted.get(r).<Vector>getAs(0).apply(k), within(1e-9));
          assertThat(probabilities[place])
              .isCloseTo(predicted.get(r).<Vector>getAs(1).apply(k), within(1e-9));
        }
        if (classes == 2) {
          assertThat(predictions[r]).isEqualTo(predicted.get(r).getDouble(2));
        }
      }
    }
  }

  @Tag("full")
  @Test
  void models_of_many_tables_are_Sparks() throws InterruptedException {
    for (long seed = 0; seed < 4; seed++) {
      List<LinearParams> candidates = new ArrayList<>();
      for (double regParam : new double[] {0, 1e-4, 0.1}) {
        for (double elasticNetParam : new double[] {0, 0.7, 1}) {
          candidates.add(
              params(regParam, elasticNetParam, seed % 2 == 0, (seed + candidates.size()) % 3 > 0));
        }
      }
      Table table = Table.difficult(seed, 40 + 20 * (int) seed);
      assertSame(Oracle.SPARK, "", table, 2, seed % 3 == 0, candidates);
      assertSame(Oracle.SPARK, "", table.classes(4), 4, seed % 3 == 0, candidates);
    }
  }
}
