package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import org.espalier.train.Rows;

/**
 * Logistic regression. A binomial model has one set of coefficients, of whose margins positive ones
 * speak for label 1; a multinomial model has a set for each class. Its arrays must not be changed.
 *
 * @param classes number of classes; of a binomial model 2, or 1 if only label 0 occurred
 * @param coefficients set by set, and within a set by column; of the columns as they are
 * @param intercepts by set
 * @param objectiveHistory the objective at the start and after each iteration
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogisticModel(
    boolean isMultinomial,
    int classes,
    double[] coefficients,
    double[] intercepts,
    double[] objectiveHistory)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Length of a row's raw prediction: one number a class, two for a binomial model. */
  public int outputs() {
    return isMultinomial ? classes : 2;
  }

  /**
   * The raw predictions, by row and then by class; those of a binomial model are the negative
   * margin and the margin.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] raw(Rows rows) throws InterruptedException {
    int outputs = outputs();
    double[] raw = new double[rows.size() * outputs];
    int columns = rows.columns();
    for (int set = 0; set < intercepts.length; set++) {
      double[] own = Arrays.copyOfRange(coefficients, set * columns, (set + 1) * columns);
      double[] margins = rows.margins(own, intercepts[set]);
      for (int row = 0; row < margins.length; row++) {
        if (isMultinomial) {
          raw[row * outputs + set] = margins[row];
        } else {
          raw[row * outputs] = -margins[row];
          raw[row * outputs + 1] = margins[row];
        }
      }
    }
    return raw;
  }

  /**
   * The probabilities of the classes from raw predictions, in the same order.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] probabilities(double[] raw) throws InterruptedException {
    double[] probabilities = raw.clone();
    Rows.forEachBlock(
        raw.length / outputs(),
        Rows.BLOCK,
        (from, to) -> {
          for (int first = from * outputs(); first < to * outputs(); first += outputs()) {
            if (isMultinomial) {
              Softmax.apply(probabilities, first, classes);
            } else {
              probabilities[first] = 1 / (1 + Math.exp(-raw[first]));
              probabilities[first + 1] = 1 - probabilities[first]; // as Spark, label 0 first
            }
          }
        });
    return probabilities;
  }

  /** The margins of a binomial model, the raw predictions of label 1, by row. */
  public double[] margins(Rows rows) throws InterruptedException {
    return rows.margins(coefficients, intercepts[0]);
  }

  /**
   * The labels that a binomial model predicts from margins, 0 or 1, by row.
   *
   * @param threshold in [0, 1]; the probability above which label 1 is predicted
   */
  public static double[] predictions(double[] margins, double threshold) {
    double least =
        threshold == 0
            ? Double.NEGATIVE_INFINITY
            : threshold == 1 ? Double.POSITIVE_INFINITY : Math.log(threshold / (1 - threshold));
    double[] predictions = new double[margins.length];
    for (int row = 0; row < predictions.length; row++) {
      predictions[row] = margins[row] > least ? 1 : 0;
    }
    return predictions;
  }
}
