package org.espalier.train.linear;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Rows;

/**
 * Sums over the rows of a loss with a scale, at a point: coefficients of standardised columns,
 * column by column, then the intercept, then what the scale is told by. With an intercept the
 * columns are also centred, by an offset; without one the slope of the intercept is 0.
 */
abstract class ScaledPass {

  private final Rows rows;
  private final Scales scales;
  private final double[] point;
  private final LinearParams params;
  private final double[] coefficients;
  private final double[] gradient;
  private final double[] margins = new double[Rows.BLOCK];
  private double offset;
  private double derivatives = 0;

  /** Sum of the weighted losses. */
  double loss = 0;

  /** Sum of their derivatives by the last unknown. */
  double ofScale = 0;

  ScaledPass(Rows rows, Scales scales, double[] point, LinearParams params) {
    int columns = rows.columns();
    boolean intercept = params.fitIntercept();
    this.rows = rows;
    this.scales = scales;
    this.point = point;
    this.params = params;
    this.coefficients = new double[columns];
    this.gradient = new double[columns];
    this.offset = intercept ? point[columns] : 0;
    for (int j = 0; j < columns; j++) {
      coefficients[j] = point[j] * scales.inverse(j);
      offset -= intercept ? point[j] * scales.centre(j) : 0;
    }
  }

  /**
   * Adds the losses of a few rows, and their derivatives by the scale.
   *
   * @param margins margins from index 0 on, replaced by the derivatives of the weighted losses
   */
  abstract void add(int from, int to, double[] margins);

  /** Goes over the rows, and tells a search the mean loss with the L2 penalty, and its gradient. */
  final void tell(QuasiNewton search) throws InterruptedException {
    rows.forEachBlock(this::add);
    search.tell(mean(params.penalty()), slope(params.penalty()));
  }

  private void add(int from, int to) {
    Arrays.fill(margins, 0, to - from, offset);
    rows.multiply(from, to, coefficients, 1, margins);
    add(from, to, margins);
    for (int i = 0; i < to - from; i++) {
      derivatives += margins[i];
    }
    rows.addTransposed(from, to, margins, 1, gradient);
  }

  private double mean(Penalty penalty) {
    double squares = 0;
    for (int j = 0; j < coefficients.length; j++) {
      squares += penalty.l2(scales.deviation(j)) * point[j] * point[j];
    }
    return loss / scales.weight() + squares / 2;
  }

  private double[] slope(Penalty penalty) {
    boolean intercept = params.fitIntercept();
    int columns = coefficients.length;
    double[] slope = new double[point.length];
    for (int j = 0; j < columns; j++) {
      double sum = gradient[j] * scales.inverse(j);
      double centred = intercept ? sum - derivatives * scales.centre(j) : sum;
      slope[j] = centred / scales.weight() + penalty.l2(scales.deviation(j)) * point[j];
    }
    slope[columns] = intercept ? derivatives / scales.weight() : 0;
    slope[columns + 1] = ofScale / scales.weight();
    return slope;
  }

  /**
   * The regression that a search has reached, of the columns as they are.
   *
   * @param scale told by the last unknown
   */
  static LinearModel model(
      Scales scales, QuasiNewton search, LinearParams params, DoubleUnaryOperator scale) {
    double[] point = search.point();
    int columns = point.length - 2;
    double[] coefficients = new double[columns];
    double constant = point[columns];
    for (int j = 0; j < columns; j++) {
      coefficients[j] = point[j] * scales.inverse(j);
      constant -= params.fitIntercept() ? point[j] * scales.centre(j) : 0;
    }
    return new LinearModel(
        coefficients, constant, scale.applyAsDouble(point[columns + 1]), search.history());
  }
}
