package org.espalier.outoffold;

import java.util.Optional;
import org.espalier.metric.Metric;
import org.espalier.study.Seed;

/**
 * Calibration of a classifier of two classes on out-of-fold probabilities: Platt scaling or
 * isotonic regression, whichever is better.
 *
 * @param calibrator fitted on all rows
 * @param before log loss of the probabilities: the mean over folds
 * @param after log loss on each fold of a calibrator of the same method that was fitted on the rows
 *     of the others: the mean over folds
 */
public record ProbabilityCalibration(Calibrator calibrator, double before, double after) {

  public ProbabilityCalibration {
    if (!(before >= 0 && after >= 0) || Double.isInfinite(before) || Double.isInfinite(after)) {
      throw new IllegalArgumentException("Log loss %s before, %s after.".formatted(before, after));
    }
  }

  /**
   * Calibration of a trial; empty where no calibrator can be fitted, or rows cannot be left out.
   *
   * @throws IllegalArgumentException unless the table is of two classes
   */
  public static Optional<ProbabilityCalibration> of(OutOfFoldTable table, int trial, Seed seed) {
    return of(table, table.stored(trial), seed);
  }

  /**
   * Calibrates other probabilities of the table's rows, for example those of an ensemble.
   *
   * @param probabilities by row and class, one row after the other
   */
  public static Optional<ProbabilityCalibration> of(
      OutOfFoldTable table, double[] probabilities, Seed seed) {
    if (table.classes() != 2) {
      throw new IllegalArgumentException("Probabilities of two classes alone are calibrated.");
    }
    CrossFit parts = CrossFit.of(table, seed.child("calibration", 0));
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Scoring logLoss = Scoring.of(Metric.LOG_LOSS);
    double before = logLoss.mean(table, probabilities, parts.left());
    CalibratorFit fit = new CalibratorFit(table, probabilities);
    Optional<ProbabilityCalibration> best = Optional.empty();
    for (CalibratorFit.Method method : CalibratorFit.Method.values()) {
      Optional<Calibrator> calibrator = fit.fit(method, table.all());
      double after = crossFitted(fit, method, parts, logLoss);
      if (calibrator.isPresent()
          && Double.isFinite(before)
          && Double.isFinite(after)
          && best.filter(other -> other.after() <= after).isEmpty()) {
        best = Optional.of(new ProbabilityCalibration(calibrator.get(), before, after));
      }
    }
    return best;
  }

  /** Log loss of a method; NaN if it cannot be fitted on the others of a fold. */
  private static double crossFitted(
      CalibratorFit fit, CalibratorFit.Method method, CrossFit parts, Scoring logLoss) {
    double sum = 0;
    for (int part = 0; part < parts.left().size(); part++) {
      int[] left = parts.left().get(part);
      Optional<Calibrator> calibrator = fit.fit(method, parts.rest().get(part));
      if (calibrator.isEmpty()) {
        return Double.NaN;
      }
      sum += logLoss.value(fit.table(), fit.calibrated(calibrator.get(), left), left);
    }
    return sum / parts.left().size();
  }

  /** True if the log loss is smaller on rows that the calibrator was not fitted on. */
  public boolean kept() {
    return after < before;
  }

  /**
   * Calibrated probabilities of all rows of a table, one row after the other, by the calibrator of
   * all rows.
   */
  public double[] calibrated(OutOfFoldTable table, double[] probabilities) {
    return new CalibratorFit(table, probabilities).calibrated(calibrator, table.all());
  }
}
