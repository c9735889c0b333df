package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Labels;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of linear support vector classifiers side by side. Objective, steps and stopping rule
 * are those of Spark's {@code LinearSVC}, which searches as if there were an L1 penalty of weight
 * 0.
 */
public final class SvcTraining extends BatchTraining<LinearModel> {

  private final Moments moments;
  private final LockStep lockStep;

  private SvcTraining(boolean isDense, Moments moments, List<LinearParams> candidates) {
    super(candidates);
    this.moments = moments;
    List<LockStep.CandidateSearch> members = new ArrayList<>();
    for (LinearParams params : candidates) {
      boolean intercept = params.fitIntercept();
      int unknowns = moments.columns() + (intercept ? 1 : 0);
      QuasiNewton search =
          QuasiNewton.sparse(
              new double[unknowns], new double[unknowns], params.maxIter(), params.tol());
      searches.add(search);
      members.add(new LockStep.CandidateSearch(search, params.penalty(), intercept, intercept));
    }
    this.lockStep = new LockStep(isDense, moments, new Loss.Hinge(), members);
  }

  /**
   * Creates a training on rows.
   *
   * @param rows training rows; rows with a weight of 0 are skipped
   * @param moments moments of the same rows
   * @param classes number of classes; must be 2, as in Spark
   * @throws IllegalArgumentException if {@code classes} is not 2 or a label is not 0 or 1
   * @throws InterruptedException if the thread is interrupted
   */
  public static SvcTraining of(
      Rows rows, Moments moments, int classes, List<LinearParams> candidates)
      throws InterruptedException {
    return of(rows.isDense(), moments, Labels.histogram(rows), classes, candidates);
  }

  /**
   * Creates a training on rows that are elsewhere.
   *
   * @param isDense true if all values of the rows are stored
   * @param moments moments of the rows
   * @param histogram weight by label, as {@link Labels#histogram} returns it
   * @param classes number of classes; must be 2, as in Spark
   * @throws IllegalArgumentException if {@code classes} is not 2 or a label is not 0 or 1
   */
  public static SvcTraining of(
      boolean isDense,
      Moments moments,
      double[] histogram,
      int classes,
      List<LinearParams> candidates) {
    if (classes != 2 || histogram.length > 2) {
      throw new IllegalArgumentException(
          "Labels of %d classes, declared are %d: a support vector classifier has 2."
              .formatted(histogram.length, classes));
    }
    return new SvcTraining(isDense, moments, candidates);
  }

  @Override
  List<LockStep> lockSteps() {
    return List.of(lockStep);
  }

  @Override
  public LinearModel model(int candidate) {
    double[] point = searches.get(candidate).point();
    return linear(candidate, moments, 1, point[point.length - 1]);
  }
}
