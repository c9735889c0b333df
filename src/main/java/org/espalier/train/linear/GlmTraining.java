package org.espalier.train.linear;

import java.util.Arrays;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.ProductRows;
import org.espalier.train.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Trainer of generalised linear models by iteratively reweighted least squares. Working labels,
 * weights, start and stopping rule are those of Spark's {@code GeneralizedLinearRegression}. Each
 * iteration makes one pass over the rows for the working labels and one for their normal equations.
 *
 * <p>All candidates share the first equations. Not thread-safe.
 */
public final class GlmTraining {

  /** Estimated time of the working label and weight of a row on a 3 GHz core, in nanoseconds. */
  private static final double ROW_NANOS = 40;

  /**
   * Limits of Spark's search, which replaces the solver if the equations of the working labels are
   * singular.
   */
  private static final int SEARCH_ITERATIONS = 100;

  private static final double SEARCH_TOLERANCE = 1e-6;

  private final Rows rows;
  private final double[] offsets;
  private final Moments moments;
  private final GlmFamily family;
  private final GlmLink link;
  private final ProductRows table;
  private @Nullable Gram first;

  private GlmTraining(
      ProductRows table, double[] offsets, Moments moments, GlmFamily family, GlmLink link) {
    this.rows = table.rows();
    this.table = table;
    this.offsets = offsets;
    this.moments = moments;
    this.family = family;
    this.link = link;
  }

  /**
   * Creates a training on rows.
   *
   * @param offsets offsets by row, added to the linear predictor; empty for none
   * @param moments moments of the same rows
   * @throws IllegalArgumentException if a label is not in the range of the family, or if there are
   *     offsets for another number of rows
   */
  public static GlmTraining of(
      ProductRows table, double[] offsets, Moments moments, GlmFamily family, GlmLink link) {
    Rows rows = table.rows();
    if (offsets.length != 0 && offsets.length != rows.size()) {
      throw new IllegalArgumentException(
          "%d offsets of %d rows.".formatted(offsets.length, rows.size()));
    }
    for (int row = 0; row < rows.size(); row++) {
      if (!family.takes(rows.label(row))) {
        throw new IllegalArgumentException(
            "Label %s of row %d is not one of %s.".formatted(rows.label(row), row, family));
      }
    }
    return new GlmTraining(table, offsets, moments, family, link);
  }

  /**
   * Estimates the training time of a candidate on one core in nanoseconds, if it needs all of its
   * iterations.
   *
   * @param stored number of stored values in the rows
   */
  public static long nanos(long rows, long stored, LinearParams params) {
    return (long) ((1 + params.maxIter()) * (rows * ROW_NANOS + Gram.nanos(rows, stored)));
  }

  /**
   * Trains the model of a candidate.
   *
   * @throws IllegalArgumentException if Spark rejects the rows too, or if a working label is not
   *     finite
   * @throws InterruptedException if the thread is interrupted
   */
  public GlmModel train(LinearParams params) throws InterruptedException {
    // Like Spark, fit the first labels in standardised units of label and columns, and the working
    // labels unscaled.
    LinearTraining equations =
        LinearTraining.weighted(first(), search(params, true), LinearTraining.Units.LABEL);
    LinearModel model = equations.train();
    if (isExact()) {
      return new GlmModel(family, link, model, equations.diagonal(), 1);
    }
    int iteration = 0;
    boolean converged = false;
    while (iteration < params.maxIter() && !converged) {
      LinearModel before = model;
      equations =
          LinearTraining.weighted(
              working(before), search(params, false), LinearTraining.Units.NONE);
      model = equations.train();
      converged = model.distance(before) < params.tol();
      iteration++;
    }
    return new GlmModel(family, link, model, equations.diagonal(), iteration);
  }

  private boolean isExact() {
    return family.isGaussian() && link.isIdentity();
  }

  private static LinearParams search(LinearParams params, boolean standardization) {
    return new LinearParams(
        new Penalty(params.penalty().regParam(), 0, standardization),
        params.fitIntercept(),
        SEARCH_ITERATIONS,
        SEARCH_TOLERANCE);
  }

  private double offset(int row) {
    return offsets.length == 0 ? 0 : offsets[row];
  }

  /** Returns the equations of the labels from which training starts. */
  private Gram first() throws InterruptedException {
    if (first == null) {
      double[] labels = new double[rows.size()];
      rows.forEachBlock(
          (from, to) -> {
            for (int row = from; row < to; row++) {
              double mean = family.within(family.start(rows.label(row), rows.weight(row)));
              labels[row] = (isExact() ? rows.label(row) : link.link(mean)) - offset(row);
            }
          });
      first = equations(labels, rows.weights());
    }
    return first;
  }

  /** Returns the equations of the working labels of a model. */
  private Gram working(LinearModel model) throws InterruptedException {
    double[] labels = model.margins(rows);
    double[] weights = new double[labels.length];
    rows.forEachBlock(
        (from, to) -> {
          for (int row = from; row < to; row++) {
            double mean = family.within(link.inverse(labels[row] + offset(row)));
            double derivative = link.derivative(mean);
            labels[row] += (rows.label(row) - mean) * derivative;
            double weight = derivative * derivative * family.variance(mean);
            weights[row] = rows.weight(row) == 0 ? 0 : rows.weight(row) / weight;
          }
        });
    return equations(labels, weights);
  }

  private Gram equations(double[] labels, double[] weights) throws InterruptedException {
    if (!Arrays.stream(labels).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("A working label is not finite.");
    }
    return Gram.of(table, labels, weights, moments);
  }
}
