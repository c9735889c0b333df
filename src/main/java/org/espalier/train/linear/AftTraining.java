package org.espalier.train.linear;

import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of accelerated failure time regressions of Weibull times (Lawless, Statistical Models
 * and Methods for Lifetime Data, 2003): objective, steps and ends are those of Spark's {@code
 * AFTSurvivalRegression}.
 *
 * <p>The unknowns are the coefficients of standardised columns, the intercept and the log of the
 * scale. With an intercept the columns are also centred, by an offset.
 */
public final class AftTraining {

  /** Nanoseconds of a row's loss on a core of 3 GHz: a logarithm and an exponential. */
  private static final double LOSS_NANOS = 40;

  private final Rows rows;
  private final double[] events;
  private final double[] logs;
  private final Scales scales;

  private AftTraining(Rows rows, double[] events, double[] logs, Moments moments) {
    this.rows = rows;
    this.events = events;
    this.logs = logs;
    this.scales = new Scales(moments);
  }

  /**
   * Training on rows.
   *
   * @param rows whose labels are times above 0, each of weight 1
   * @param events by row: 1 if the time ended with the event, 0 if it is right-censored
   * @param moments of the same rows
   * @throws IllegalArgumentException if a time is not above 0, or an event neither 0 nor 1
   * @throws InterruptedException if the thread is interrupted
   */
  public static AftTraining of(Rows rows, double[] events, Moments moments)
      throws InterruptedException {
    double[] logs = new double[rows.size()];
    rows.forEachBlock(
        (from, to) -> {
          for (int row = from; row < to; row++) {
            boolean valid = events[row] == 0 || events[row] == 1;
            if (!(rows.label(row) > 0) || !valid) {
              throw new IllegalArgumentException(
                  "Row %d has time %s and event %s.".formatted(row, rows.label(row), events[row]));
            }
            logs[row] = Math.log(rows.label(row));
          }
        });
    return new AftTraining(rows, events.clone(), logs, moments);
  }

  /** Nanoseconds that a candidate is planned to take on one core, if it needs all iterations. */
  public static long nanos(long rows, long stored, LinearParams params) {
    return LockStep.nanos(rows, stored, 1, params.maxIter())
        + (long) ((1 + params.maxIter()) * rows * LOSS_NANOS);
  }

  /**
   * The model of a candidate.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public LinearModel train(LinearParams params) throws InterruptedException {
    QuasiNewton search =
        QuasiNewton.smooth(new double[rows.columns() + 2], params.maxIter(), params.tol());
    while (search.asks()) {
      new Pass(search.asked(), params).tell(search);
    }
    return ScaledPass.model(scales, search, params, Math::exp);
  }

  /** Sums over the rows at a point, whose last unknown is the log of the scale. */
  private final class Pass extends ScaledPass {

    private final double sigma;
    private final double logSigma;

    Pass(double[] point, LinearParams params) {
      super(rows, scales, point, params);
      this.sigma = Math.exp(point[point.length - 1]);
      this.logSigma = Math.log(sigma);
    }

    @Override
    void add(int from, int to, double[] margins) {
      for (int row = from; row < to; row++) {
        double event = events[row];
        double epsilon = (logs[row] - margins[row - from]) / sigma;
        double exponential = Math.exp(epsilon);
        loss += event * logSigma - event * epsilon + exponential;
        double multiplier = (event - exponential) / sigma;
        margins[row - from] = multiplier;
        ofScale += event + multiplier * sigma * epsilon;
      }
    }
  }
}
