package org.espalier.train;

import java.io.Serializable;

/**
 * Weighted sums of columns less their shifts, of their products, and of those with a label less its
 * shift. Those of parts of a table add up, whatever their shifts.
 *
 * @param weight sum of the weights
 * @param squaredWeights sum of their squares
 * @param shifts numbers that were subtracted from the columns
 * @param labelShift number that was subtracted from the labels
 * @param label sum of the labels less their shift
 * @param labelSquares sum of their squares
 * @param leastLabel smallest label of a row with a weight; infinite without such a row
 * @param mostLabel largest label, likewise
 * @param products by two columns, of which the first is not after the second
 * @param values sums of the columns
 * @param withLabel sums of the products of columns and label
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

  /** Sums around the means, so that those of columns and labels are 0. */
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
   * Totals of the rows of both, around their means (Chan, Golub and LeVeque 1983, "Algorithms for
   * computing the sample variance", equation 2.1b): nothing cancels that does not within a part.
   *
   * @param other of as many columns
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
