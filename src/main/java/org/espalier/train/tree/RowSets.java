package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Sizes of the row sets of a table: the rows that do not validate fold 0, 1, …, and last all rows.
 *
 * @param rows number of rows by set
 * @param weights weight of all rows by set, summed by partition
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowSets(long[] rows, double[] weights) implements Serializable {

  private static final long serialVersionUID = 1;

  int size() {
    return rows.length;
  }

  /** Returns the maximum number of bins of a continuous column in a set. */
  int most(int set, int maxBins) {
    return (int) Math.min(maxBins, rows[set]);
  }

  /** Returns the fraction of a set's rows in which cut points are searched. */
  double fraction(int set, int maxBins) {
    return CutPoints.fraction(most(set, maxBins), rows[set]);
  }

  /**
   * Returns the cut points of a column in each set.
   *
   * @param sampled sampled values of the column, by set
   */
  public double[][] cuts(SampledValues[] sampled, int maxBins) {
    double[][] cuts = new double[rows.length][];
    for (int set = 0; set < cuts.length; set++) {
      cuts[set] = sampled[set].cuts(fraction(set, maxBins) * weights[set], most(set, maxBins) - 1);
    }
    return cuts;
  }
}
