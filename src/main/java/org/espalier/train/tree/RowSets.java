package org.espalier.train.tree;

import java.io.Serializable;

/**
 * Sizes of sets of a table's rows: those that do not validate fold 0, 1, …, and last all rows.
 *
 * @param rows number of rows by set
 * @param weights weight of all rows by set, summed by partition
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowSets(long[] rows, double[] weights) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Number of sets. */
  int size() {
    return rows.length;
  }

  /** Number of bins that a continuous column of a set has at most. */
  int most(int set, int maxBins) {
    return (int) Math.min(maxBins, rows[set]);
  }

  /** Share of the rows of a set in which its cut points are searched. */
  double fraction(int set, int maxBins) {
    return CutPoints.fraction(most(set, maxBins), rows[set]);
  }

  /**
   * Cut points of a column in each set.
   *
   * @param sampled by set
   */
  public double[][] cuts(SampledValues[] sampled, int maxBins) {
    double[][] cuts = new double[rows.length][];
    for (int set = 0; set < cuts.length; set++) {
      cuts[set] = sampled[set].cuts(fraction(set, maxBins) * weights[set], most(set, maxBins) - 1);
    }
    return cuts;
  }
}
