package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.numeric.QuasiNewton;
import org.espalier.train.Labels;
import org.espalier.train.Moments;
import org.espalier.train.Rows;

/**
 * Training of logistic regressions side by side. Objective, start, steps and stopping rule are
 * those of Spark's {@code LogisticRegression} without bounds on coefficients.
 */
public final class LogisticTraining extends BatchTraining<LogisticModel> {

  private final Moments moments;
  private final boolean multinomial;
  private final int classes;
  private final double[] histogram;
  private final LockStep lockStep;

  private LogisticTraining(
      boolean isDense,
      Moments moments,
      int classes,
      boolean multinomial,
      double[] histogram,
      List<LinearParams> candidates) {
    super(candidates);
    if (classes < histogram.length) {
      throw new IllegalArgumentException(
          "Labels of %d classes, not of %d.".formatted(histogram.length, classes));
    }
    this.moments = moments;
    this.classes = classes;
    this.multinomial = multinomial;
    this.histogram = histogram;
    List<LockStep.CandidateSearch> members = new ArrayList<>();
    for (LinearParams params : candidates) {
      QuasiNewton search = search(params);
      searches.add(search);
      boolean intercept = params.fitIntercept();
      members.add(new LockStep.CandidateSearch(search, params.penalty(), intercept, intercept));
    }
    Loss loss = multinomial ? new Loss.Multinomial(classes) : new Loss.Binomial();
    this.lockStep = new LockStep(isDense, moments, loss, members);
    for (int i = 0; i < candidates.size(); i++) {
      if (isDecided(i)) {
        lockStep.drop(i);
      }
    }
  }

  /**
   * Creates a training of binomial models.
   *
   * @param rows training rows; rows with a weight of 0 are skipped
   * @param moments moments of the same rows
   * @param classes number of classes, 1 or 2; greater than every label
   * @throws IllegalArgumentException if a label is not one of the classes, or if there are more
   *     than 2
   * @throws InterruptedException if the thread is interrupted
   */
  public static LogisticTraining binomial(
      Rows rows, Moments moments, int classes, List<LinearParams> candidates)
      throws InterruptedException {
    return binomial(rows.isDense(), moments, Labels.histogram(rows), classes, candidates);
  }

  /**
   * Creates a training of binomial models on rows that are elsewhere.
   *
   * @param isDense true if all values of the rows are stored
   * @param moments moments of the rows
   * @param histogram weight by label, as {@link Labels#histogram} returns it
   * @param classes number of classes, 1 or 2; greater than every label
   * @throws IllegalArgumentException if a label is not one of the classes, or if there are more
   *     than 2
   */
  public static LogisticTraining binomial(
      boolean isDense,
      Moments moments,
      double[] histogram,
      int classes,
      List<LinearParams> candidates) {
    if (classes > 2) {
      throw new IllegalArgumentException(
          "%d classes: a binomial model has 1 or 2.".formatted(classes));
    }
    return new LogisticTraining(isDense, moments, classes, false, histogram, candidates);
  }

  /**
   * Creates a training of multinomial models.
   *
   * @param rows training rows; rows with a weight of 0 are skipped
   * @param moments moments of the same rows
   * @param classes number of classes, greater than every label
   * @throws IllegalArgumentException if a label is not one of the classes
   * @throws InterruptedException if the thread is interrupted
   */
  public static LogisticTraining multinomial(
      Rows rows, Moments moments, int classes, List<LinearParams> candidates)
      throws InterruptedException {
    return multinomial(rows.isDense(), moments, Labels.histogram(rows), classes, candidates);
  }

  /**
   * Creates a training of multinomial models on rows that are elsewhere.
   *
   * @param isDense true if all values of the rows are stored
   * @param moments moments of the rows
   * @param histogram weight by label, as {@link Labels#histogram} returns it
   * @param classes number of classes, greater than every label
   * @throws IllegalArgumentException if a label is not one of the classes
   */
  public static LogisticTraining multinomial(
      boolean isDense,
      Moments moments,
      double[] histogram,
      int classes,
      List<LinearParams> candidates) {
    return new LogisticTraining(isDense, moments, classes, true, histogram, candidates);
  }

  @Override
  List<LockStep> lockSteps() {
    return List.of(lockStep);
  }

  @Override
  public LogisticModel model(int candidate) {
    if (isDecided(candidate)) {
      return decided();
    }
    LinearParams params = candidates.get(candidate);
    QuasiNewton search = searches.get(candidate);
    double[] point = search.point();
    double[] coefficients = new double[sets() * moments.columns()];
    double[] intercepts = new double[sets()];
    for (int set = 0; set < sets(); set++) {
      double shift = 0;
      for (int j = 0; j < moments.columns(); j++) {
        double deviation = moments.deviation(j);
        if (deviation != 0) {
          double unknown = point[j * sets() + set];
          coefficients[set * moments.columns() + j] = unknown / deviation;
          shift += unknown * (moments.mean(j) / deviation);
        }
      }
      if (params.fitIntercept()) {
        intercepts[set] = point[moments.columns() * sets() + set] - shift;
      }
    }
    if (multinomial) {
      if (params.penalty().regParam() == 0) {
        centre(coefficients); // only differences matter; Spark centres the coefficients
      }
      centre(intercepts);
    }
    return new LogisticModel(multinomial, classes, coefficients, intercepts, search.history());
  }

  /** Subtracts from every column its mean over the sets, in numbers stored set by set. */
  private void centre(double[] numbers) {
    int columns = numbers.length / sets();
    for (int j = 0; j < columns; j++) {
      double sum = 0;
      for (int set = 0; set < sets(); set++) {
        sum += numbers[set * columns + j];
      }
      for (int set = 0; set < sets(); set++) {
        numbers[set * columns + j] -= sum / sets();
      }
    }
  }

  /** Returns the model if all labels are of one class. */
  private LogisticModel decided() {
    double[] intercepts = new double[sets()];
    if (multinomial) {
      intercepts[histogram.length - 1] = Double.POSITIVE_INFINITY;
    } else {
      // As in Spark, also if two classes are declared and only the first one occurs.
      intercepts[0] = classes == 2 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    double[] none = new double[sets() * moments.columns()];
    return new LogisticModel(multinomial, classes, none, intercepts, new double[1]);
  }

  private int sets() {
    return multinomial ? classes : 1;
  }

  /** Returns true if there is nothing to search for: labels of one class, and an intercept. */
  private boolean isDecided(int candidate) {
    return candidates.get(candidate).fitIntercept()
        && Arrays.stream(histogram).filter(weight -> weight != 0).count() == 1;
  }

  private QuasiNewton search(LinearParams params) {
    int linear = moments.columns() * sets();
    double[] start = new double[linear + (params.fitIntercept() ? sets() : 0)];
    if (params.fitIntercept()) {
      startIntercepts(start, linear);
    }
    return params
        .penalty()
        .search(
            start, moments.columns(), sets(), moments::deviation, params.maxIter(), params.tol());
  }

  /**
   * Sets the intercepts that predict the label frequencies without any column, with Spark's
   * smoothing.
   */
  private void startIntercepts(double[] start, int first) {
    if (multinomial) {
      double mean = Arrays.stream(histogram).map(Math::log1p).sum() / histogram.length;
      for (int k = 0; k < histogram.length; k++) {
        start[first + k] = Math.log1p(histogram[k]) - mean;
      }
    } else if (histogram.length == 2) {
      start[first] = Math.log(histogram[1] / histogram[0]); // finite unless decided
    }
  }
}
