package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of linear regressions side by side, pass by pass. It serves {@link
 * LinearTraining.Solver#LBFGS} if there are too many columns for a covariance matrix. Objective,
 * steps and stopping rule are those of Spark's {@code LinearRegression}.
 */
public final class LeastSquaresTraining extends BatchTraining<LinearModel> {

  private final Moments moments;
  private final double labelMean;
  private final double labelScale;
  private final List<Optional<LinearModel>> decided = new ArrayList<>();

  /**
   * Searches with an intercept. They are separate from those without, because their labels differ.
   */
  private final LockStep centred;

  private final LockStep raw;

  private LeastSquaresTraining(
      boolean isDense, Moments moments, Moments label, List<LinearParams> candidates) {
    super(candidates);
    this.moments = moments;
    this.labelMean = label.mean(0);
    this.labelScale = label.deviation(0) == 0 ? Math.abs(labelMean) : label.deviation(0);
    boolean constant = label.deviation(0) == 0;
    List<LockStep.CandidateSearch> members = new ArrayList<>();
    for (LinearParams params : candidates) {
      decided.add(LinearTraining.decided(moments.columns(), constant, labelMean, params));
      Penalty penalty = params.penalty().dividedBy(scale());
      double[] zero = new double[moments.columns()];
      QuasiNewton search =
          penalty.search(zero, zero.length, 1, moments::deviation, params.maxIter(), params.tol());
      searches.add(search);
      members.add(new LockStep.CandidateSearch(search, penalty, false, params.fitIntercept()));
    }
    this.centred = new LockStep(isDense, moments, new Loss.Squared(labelMean, scale()), members);
    this.raw = new LockStep(isDense, moments, new Loss.Squared(0, scale()), members);
    for (int i = 0; i < candidates.size(); i++) {
      boolean intercept = candidates.get(i).fitIntercept();
      if (!intercept || decided.get(i).isPresent()) {
        centred.drop(i);
      }
      if (intercept || decided.get(i).isPresent()) {
        raw.drop(i);
      }
    }
  }

  /**
   * Creates a training on rows.
   *
   * @param moments moments of the same rows
   * @throws IllegalArgumentException if the label is constant but not 0, and a candidate has a
   *     penalty but no intercept, as in Spark
   * @throws InterruptedException if the thread is interrupted
   */
  public static LeastSquaresTraining of(Rows rows, Moments moments, List<LinearParams> candidates)
      throws InterruptedException {
    return of(rows.isDense(), moments, Moments.of(rows.labelsAlone()), candidates);
  }

  /**
   * Creates a training on rows that are elsewhere.
   *
   * @param isDense true if all values of the rows are stored
   * @param moments moments of the rows
   * @param label moments of their labels, one column
   * @throws IllegalArgumentException if the label is constant but not 0, and a candidate has a
   *     penalty but no intercept, as in Spark
   */
  public static LeastSquaresTraining of(
      boolean isDense, Moments moments, Moments label, List<LinearParams> candidates) {
    return new LeastSquaresTraining(isDense, moments, label, candidates);
  }

  @Override
  List<LockStep> lockSteps() {
    return List.of(centred, raw);
  }

  @Override
  public LinearModel model(int candidate) {
    return decided
        .get(candidate)
        .orElseGet(() -> linear(candidate, moments, labelScale, labelMean));
  }

  /**
   * Returns the unit of the labels. It is 1 if all labels are 0, in which case there is no search.
   */
  private double scale() {
    return labelScale == 0 ? 1 : labelScale;
  }
}
