package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionTrainingSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.Moments;
import org.espalier.train.ProductRows;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our models against those of Spark's {@code GeneralizedLinearRegression}, on the same rows. */
final class GlmTrainingContractTest extends SparkTest {

  /** Spark's names of a family and a link beside ours. */
  private record Pair(String family, String link, GlmFamily of, GlmLink by) {}

  private static final List<Pair> USUAL =
      List.of(
          new Pair("gaussian", "identity", GlmFamily.GAUSSIAN, GlmLink.IDENTITY),
          new Pair("binomial", "logit", GlmFamily.BINOMIAL, GlmLink.LOGIT),
          new Pair("binomial", "probit", GlmFamily.BINOMIAL, GlmLink.PROBIT),
          new Pair("poisson", "log", GlmFamily.POISSON, GlmLink.LOG),
          new Pair("gamma", "inverse", GlmFamily.GAMMA, GlmLink.INVERSE),
          new Pair("tweedie", "-0.5", new GlmFamily(false, 1.5), GlmLink.power(-0.5)));

  private static final List<Pair> OTHERS =
      List.of(
          new Pair("gaussian", "log", GlmFamily.GAUSSIAN, GlmLink.LOG),
          new Pair("gaussian", "inverse", GlmFamily.GAUSSIAN, GlmLink.INVERSE),
          new Pair("binomial", "cloglog", GlmFamily.BINOMIAL, GlmLink.CLOGLOG),
          new Pair("poisson", "identity", GlmFamily.POISSON, GlmLink.IDENTITY),
          new Pair("poisson", "sqrt", GlmFamily.POISSON, GlmLink.SQRT),
          new Pair("gamma", "identity", GlmFamily.GAMMA, GlmLink.IDENTITY),
          new Pair("gamma", "log", GlmFamily.GAMMA, GlmLink.LOG),
          new Pair("tweedie", "0", new GlmFamily(false, 1.2), GlmLink.LOG),
          new Pair("tweedie", "0.3", new GlmFamily(false, 2.5), GlmLink.power(0.3)));

  private static GeneralizedLinearRegressionModel spark(
      Pair pair, LinearParams params, boolean offset, Dataset<Row> rows) {
    GeneralizedLinearRegression glm =
        new GeneralizedLinearRegression()
            .setFamily(pair.family())
            .setWeightCol("weight")
            .setRegParam(params.penalty().regParam())
            .setFitIntercept(params.fitIntercept())
            .setMaxIter(params.maxIter())
            .setTol(params.tol());
    if (pair.family().equals("tweedie")) {
      glm.setVariancePower(pair.of().power()).setLinkPower(Double.parseDouble(pair.link()));
    } else {
      glm.setLink(pair.link());
    }
    return (offset ? glm.setOffsetCol("offset") : glm).fit(rows);
  }

  /**
   * Rows whose labels are those that a pair of family and link can have. None of the columns has
   * one value that is not 0: Spark takes the rounding of its deviation for one, and moves away from
   * itself by more than partitions tell.
   */
  private static Table table(Pair pair, long seed, int rows) {
    Table table = Table.mild(seed, rows).withoutConstant();
    return pair.of().binomial()
        ? table
        : table.counted(seed, !pair.of().isGaussian() && pair.of().takes(0));
  }

  private static void assertSame(
      Oracle oracle, Pair pair, List<LinearParams> candidates, boolean offset, long seed)
      throws InterruptedException {
    Table table = table(pair, seed, 120);
    Rows rows = table.dense();
    Moments moments = Moments.of(rows);
    double[] offsets = offset ? rows.weights().clone() : new double[0];
    for (int row = 0; row < offsets.length; row++) {
      offsets[row] /= 10;
    }
    GlmTraining training =
        GlmTraining.of(ProductRows.of(rows, moments), offsets, moments, pair.of(), pair.by());
    for (int i = 0; i < candidates.size(); i++) {
      LinearParams params = candidates.get(i);
      List<double[]> fits =
          oracle.fits(
              pair.family() + " " + pair.link() + " " + i,
              () ->
                  SparkFits.of(
                      table,
                      false,
                      spread ->
                          numbers(
                              spark(
                                  pair,
                                  params,
                                  offset,
                                  spread.selectExpr("*", "weight / 10 AS offset")))));
      GlmModel ours = training.train(params);
      String what = pair + " " + params;
      int intercept = 1 + moments.columns();
      Spread.of(
              fits.stream()
                  .map(
                      fit ->
                          Oracle.unknowns(
                              Arrays.copyOfRange(fit, 1, intercept), moments, fit[intercept]))
                  .toList())
          .assertWithin(
              Oracle.unknowns(ours.linear().coefficients(), moments, ours.linear().intercept()),
              what);
      int iterations = (int) fits.stream().mapToDouble(fit -> fit[0]).max().orElseThrow();
      assertThat(ours.iterations()).as(what).isCloseTo(iterations, within(1));
      if (params.penalty().regParam()
          > 0) { // else the equations of a one-hot are singular but for rounding
        Spread.of(
                fits.stream()
                    .map(fit -> Arrays.copyOfRange(fit, intercept + 1, fit.length))
                    .map(diagonal -> varying(diagonal, moments))
                    .toList())
            .assertWithin(varying(ours.diagonal(), moments), what);
      }
    }
  }

  /** Iterations, coefficients, intercept and what standard errors are made of. */
  private static double[] numbers(GeneralizedLinearRegressionModel model) {
    return Stream.of(
            new double[] {model.summary().numIterations()},
            model.coefficients().toArray(),
            new double[] {model.intercept()},
            diagonal(model))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** Spark's own, which is private in Spark 3.5. */
  private static double[] diagonal(GeneralizedLinearRegressionModel model) {
    try {
      Method diagonal =
          GeneralizedLinearRegressionTrainingSummary.class.getDeclaredMethod("diagInvAtWA");
      diagonal.setAccessible(true);
      return (double[]) diagonal.invoke(model.summary());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Without the columns that have one value, whose errors are infinite but for rounding. */
  private static double[] varying(double[] diagonal, Moments moments) {
    return IntStream.range(0, diagonal.length)
        .filter(j -> j == moments.columns() || moments.deviation(j) > 0)
        .mapToDouble(j -> diagonal[j])
        .toArray();
  }

  static void compareTwoFamilies(Oracle oracle) throws InterruptedException {
    assertSame(
        oracle,
        USUAL.get(2),
        List.of(new LinearParams(new Penalty(0.05, 0, true), true, 5, 1e-6)),
        true,
        3);
    assertSame(
        oracle,
        USUAL.get(3),
        List.of(
            new LinearParams(new Penalty(0, 0, true), true, 25, 1e-6),
            new LinearParams(new Penalty(0.1, 0, true), false, 3, 1e-6)),
        false,
        4);
  }

  @Test
  @Tag("slow")
  void models_of_two_families_are_Sparks() throws InterruptedException {
    compareTwoFamilies(Oracle.SPARK);
  }

  @Tag("full")
  @Test
  void models_of_each_family_are_Sparks() throws InterruptedException {
    for (Pair pair : USUAL) {
      boolean offset = pair.by().power() >= 0;
      assertSame(
          Oracle.SPARK,
          pair,
          List.of(new LinearParams(new Penalty(0.05, 0, true), true, 25, 1e-6)),
          offset,
          3);
    }
  }

  @Tag("full")
  @Test
  void models_of_other_links_are_Sparks() throws InterruptedException {
    for (Pair pair : OTHERS) {
      // With a negative power, an offset may take what is linear through 0, and both fits anywhere.
      boolean[] both = {false, true};
      for (boolean offset : pair.by().power() < 0 ? new boolean[1] : both) {
        assertSame(
            Oracle.SPARK,
            pair,
            List.of(
                new LinearParams(new Penalty(0.02, 0, true), true, 25, 1e-6),
                new LinearParams(new Penalty(0.2, 0, true), offset, 4, 1e-6)),
            offset,
            5);
      }
    }
  }
}
