package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.espalier.train.Moments;

/** Where a comparison has Spark's fits from: Spark itself, or a file of what it gave. */
@FunctionalInterface
interface Oracle {

  /** Fits that are made at once. */
  Oracle SPARK = (name, spark) -> spark.get();

  /**
   * Numbers of a fit of the same rows in several numbers of partitions.
   *
   * @param name of the fit, the same in every run
   * @param spark makes them
   */
  List<double[]> fits(String name, Supplier<List<double[]>> spark);

  /** Numbers of a linear model: the last of its objectives, coefficients, intercepts. */
  static double[] numbers(double[] history, double[] coefficients, double... intercepts) {
    return IntStream.range(0, 1 + coefficients.length + intercepts.length)
        .mapToDouble(
            i ->
                i == 0
                    ? Table.last(history)
                    : i <= coefficients.length
                        ? coefficients[i - 1]
                        : intercepts[i - 1 - coefficients.length])
        .toArray();
  }

  /** Compares our model with such numbers. */
  static void assertSame(
      List<double[]> fits,
      double objective,
      double[] coefficients,
      Moments moments,
      Object what,
      double... intercepts) {
    Spread.of(fits.stream().map(fit -> Arrays.copyOf(fit, 1)).toList())
        .assertNotAbove(objective, what);
    int end = 1 + coefficients.length;
    List<double[]> unknowns = new ArrayList<>();
    for (double[] fit : fits) {
      unknowns.add(
          unknowns(
              Arrays.copyOfRange(fit, 1, end), moments, Arrays.copyOfRange(fit, end, fit.length)));
    }
    Spread.of(unknowns).assertWithin(unknowns(coefficients, moments, intercepts), what);
  }

  /** The coefficients of standardised columns, which compare, set by set, and the intercepts. */
  static double[] unknowns(double[] coefficients, Moments moments, double... intercepts) {
    double[] all = Arrays.copyOf(coefficients, coefficients.length + intercepts.length);
    for (int j = 0; j < coefficients.length; j++) {
      all[j] *= moments.deviation(j % moments.columns());
    }
    System.arraycopy(intercepts, 0, all, coefficients.length, intercepts.length);
    return all;
  }
}
