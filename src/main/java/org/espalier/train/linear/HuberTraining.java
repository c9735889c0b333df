package org.espalier.train.linear;

import java.util.Arrays;
import java.util.Optional;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of linear regressions with Huber's loss and a scale that is learned with the
 * coefficients (Owen, A robust hybrid of lasso and ridge regression, 2007): objective, steps and
 * ends are those of Spark's {@code LinearRegression}.
 */
public final class HuberTraining {

  /** Nanoseconds of a row's loss on a core of 3 GHz: two divisions. */
  private static final double LOSS_NANOS = 8;

  private final Rows rows;
  private final Scales scales;
  private final double labelMean;
  private final boolean constant;

  private HuberTraining(Rows rows, Moments moments, Moments label) {
    this.rows = rows;
    this.scales = new Scales(moments);
    this.labelMean = label.mean(0);
    this.constant = label.deviation(0) == 0;
  }

  /**
   * Training on rows.
   *
   * @param moments of the same rows
   */
  public static HuberTraining of(Rows rows, Moments moments) throws InterruptedException {
    return new HuberTraining(rows, moments, Moments.of(rows.labelsAlone()));
  }

  /** Nanoseconds that a candidate is planned to take on one core, if it needs all iterations. */
  public static long nanos(long rows, long stored, LinearParams params) {
    return LockStep.nanos(rows, stored, 1, params.maxIter())
        + (long) ((1 + params.maxIter()) * rows * LOSS_NANOS);
  }

  /**
   * The model of a candidate.
   *
   * @param params without an L1 penalty
   * @param epsilon above 1: distances in units of the scale from which on the loss is linear
   * @return empty where the scale reaches its bound, 0, along which Spark goes on; and where the
   *     label has one value that is not 0, and there is no intercept
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<LinearModel> train(LinearParams params, double epsilon)
      throws InterruptedException {
    if (constant) {
      return params.fitIntercept() || labelMean == 0 ? Optional.of(constant()) : Optional.empty();
    }
    QuasiNewton search =
        QuasiNewton.positive(start(params.fitIntercept()), params.maxIter(), params.tol());
    while (search.asks()) {
      new Pass(search.asked(), params, epsilon).tell(search);
    }
    if (search.end().equals(Optional.of(QuasiNewton.End.BOUND))) {
      return Optional.empty();
    }
    return Optional.of(ScaledPass.model(scales, search, params, scale -> scale));
  }

  /** Ones, as Spark starts from; an intercept of 1 is that of columns which are not centred. */
  private double[] start(boolean intercept) {
    int columns = rows.columns();
    double[] start = new double[columns + 2];
    Arrays.fill(start, 1);
    start[columns] = intercept ? 1 : 0;
    for (int j = 0; intercept && j < columns; j++) {
      start[columns] += scales.centre(j);
    }
    return start;
  }

  private LinearModel constant() {
    return new LinearModel(new double[rows.columns()], labelMean, 1, new double[1]);
  }

  /** Sums over the rows at a point. */
  private final class Pass extends ScaledPass {

    private final double scale;
    private final double epsilon;

    Pass(double[] point, LinearParams params, double epsilon) {
      super(rows, scales, point, params);
      this.scale = point[point.length - 1];
      this.epsilon = epsilon;
    }

    @Override
    void add(int from, int to, double[] margins) {
      for (int row = from; row < to; row++) {
        double weight = rows.weight(row);
        double distance = weight == 0 ? 0 : rows.label(row) - margins[row - from];
        double share = distance / scale;
        if (Math.abs(distance) <= scale * epsilon) {
          loss += weight / 2 * (scale + distance * distance / scale);
          ofScale += weight / 2 * (1 - share * share);
          margins[row - from] = -weight * share;
        } else {
          loss +=
              weight / 2 * (scale + 2 * epsilon * Math.abs(distance) - scale * epsilon * epsilon);
          ofScale += weight / 2 * (1 - epsilon * epsilon);
          margins[row - from] = distance >= 0 ? -weight * epsilon : weight * epsilon;
        }
      }
    }
  }
}
