package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import org.espalier.train.Rows;

/**
 * Logistic regression model. A binomial model has one set of coefficients, whose positive margins
 * favour label 1. A multinomial model has one set per class. The arrays must not be changed.
 *
 * @param classes number of classes; for a binomial model 2, or 1 if only label 0 occurred
 * @param coefficients coefficients by set and then by column, in the original units of the columns
 * @param intercepts intercept of each set
 * @param objectiveHistory objective at the start and after each iteration
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

  /**
   * Returns the length of a row's raw prediction: the number of classes, or two for a binomial
   * model.
   */
  public int outputs() {
    return isMultinomial ? classes : 2;
  }

  /**
   * Returns the raw predictions, by row and then by class. Those of a binomial model are the
   * negative margin and the margin.
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
   * Computes the probabilities of the classes from raw predictions, in the same order.
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

  /** Returns the margins of a binomial model, by row. They are the raw predictions of label 1. */
  public double[] margins(Rows rows) throws InterruptedException {
    return rows.margins(coefficients, intercepts[0]);
  }

  /**
   * Returns the labels, 0 or 1, that a binomial model predicts from margins, by row.
   *
   * @param threshold probability above which label 1 is predicted, in [0, 1]
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
