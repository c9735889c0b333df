package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of linear regressions side by side, pass by pass: for {@link
 * LinearTraining.Solver#LBFGS} on so many columns that their covariances are too many. Objective,
 * steps and ends are those of Spark's {@code LinearRegression}.
 */
public final class LeastSquaresTraining extends BatchTraining<LinearModel> {

  private final Moments moments;
  private final double labelMean;
  private final double labelScale;
  private final List<Optional<LinearModel>> decided = new ArrayList<>();

  /** Searches with an intercept, and those without: their labels differ. */
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
   * Training on rows.
   *
   * @param moments of the same rows
   * @throws IllegalArgumentException if the label has one value that is not 0, and there is a
   *     penalty but no intercept, as in Spark
   */
  public static LeastSquaresTraining of(Rows rows, Moments moments, List<LinearParams> candidates)
      throws InterruptedException {
    return of(rows.isDense(), moments, Moments.of(rows.labelsAlone()), candidates);
  }

  /**
   * Training on rows that are elsewhere.
   *
   * @param isDense true if all of their values are stored
   * @param moments of the rows
   * @param label moments of their labels, one column
   * @throws IllegalArgumentException as above
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

  /** The unit of labels; 1 where all of them are 0, so that there is no search. */
  private double scale() {
    return labelScale == 0 ? 1 : labelScale;
  }
}
