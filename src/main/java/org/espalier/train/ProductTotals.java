package org.espalier.train;

import java.io.Serializable;

/**
 * Weighted sums of shifted columns, of the products of two columns, and of the products of a column
 * and the shifted label. The totals of the parts of a table add up, whatever their shifts.
 *
 * @param weight sum of the weights
 * @param squaredWeights sum of the squared weights
 * @param shifts number that was subtracted from each column
 * @param labelShift number that was subtracted from the labels
 * @param label weighted sum of the shifted labels
 * @param labelSquares weighted sum of the squares of the shifted labels
 * @param leastLabel smallest label of a row with a weight above 0; positive infinity without such a
 *     row
 * @param mostLabel largest label of a row with a weight above 0; negative infinity without such a
 *     row
 * @param products columns × columns; only the upper triangle is filled
 * @param values weighted sums of the shifted columns
 * @param withLabel weighted sums of the products of each column and the label
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ProductTotals(
    double weight,
    double squaredWeights,
    double[] shifts,
    double labelShift,
    double label,
    double labelSquares,
    double leastLabel,
    double mostLabel,
    double[] products,
    double[] values,
    double[] withLabel)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Returns these totals shifted by the means, so that the sums of columns and labels are 0. */
  private ProductTotals centred() {
    int columns = shifts.length;
    double[] means = shifts.clone();
    double[] centred = products.clone();
    double[] labelled = withLabel.clone();
    double labelRest = label / weight;
    for (int i = 0; i < columns; i++) {
      double rest = values[i] / weight;
      means[i] += rest;
      labelled[i] -= rest * label;
      for (int j = i; j < columns; j++) {
        centred[i * columns + j] -= rest * values[j];
      }
    }
    return new ProductTotals(
        weight,
        squaredWeights,
        means,
        labelShift + labelRest,
        0,
        labelSquares - labelRest * label,
        leastLabel,
        mostLabel,
        centred,
        new double[columns],
        labelled);
  }

  /**
   * Adds the totals of two parts, around their means (Chan, Golub and LeVeque 1983, "Algorithms for
   * computing the sample variance", equation 2.1b). Adding causes no cancellation beyond that
   * within a part.
   *
   * @param other totals with the same number of columns
   */
  public ProductTotals plus(ProductTotals other) {
    if (!(other.weight > 0)) {
      return this;
    }
    return weight > 0 ? centred().plusCentred(other.centred()) : other;
  }

  private ProductTotals plusCentred(ProductTotals other) {
    int columns = shifts.length;
    double all = weight + other.weight;
    double factor = weight * (other.weight / all);
    double share = other.weight / all;
    double[] apart = new double[columns];
    double[] means = shifts.clone();
    for (int j = 0; j < columns; j++) {
      apart[j] = other.shifts[j] - shifts[j];
      means[j] += share * apart[j];
    }
    double labelsApart = other.labelShift - labelShift;
    double[] sums = products.clone();
    double[] labelled = withLabel.clone();
    for (int i = 0; i < columns; i++) {
      labelled[i] += other.withLabel[i] + factor * apart[i] * labelsApart;
      for (int j = i; j < columns; j++) {
        int place = i * columns + j;
        sums[place] += other.products[place] + factor * apart[i] * apart[j];
      }
    }
    return new ProductTotals(
        all,
        squaredWeights + other.squaredWeights,
        means,
        labelShift + share * labelsApart,
        0,
        labelSquares + other.labelSquares + factor * labelsApart * labelsApart,
        Math.min(leastLabel, other.leastLabel),
        Math.max(mostLabel, other.mostLabel),
        sums,
        new double[columns],
        labelled);
  }

  boolean isLabelConstant() {
    return leastLabel == mostLabel;
  }
}
