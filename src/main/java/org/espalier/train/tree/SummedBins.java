package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/** Sums over the rows of nodes that a pass has computed, one node after the other in an array. */
final class SummedBins extends BinSums {

  private final Bins bins;
  private final double[] totals;
  private final int[] starts;
  private final double[] cells;
  private int first = 0; // first column of the node
  private int end = 0;

  /**
   * @param totals sums of each node, by column and then by bin
   */
  SummedBins(Bins bins, boolean isWeighted, double[] totals) {
    super(bins.classes(), isWeighted);
    int most = 1;
    for (int feature = 0; feature < bins.features(); feature++) {
      most = Math.max(most, bins.cells(feature));
    }
    this.bins = bins;
    this.totals = totals;
    this.starts = new int[bins.features()];
    this.cells = new double[most * width()];
  }

  /** Opens the next node. */
  void open(int[] columns) {
    first = columns[0];
    for (int column : columns) {
      starts[column] = end;
      end += bins.cells(column) * width();
    }
  }

  @Override
  double[] cells() {
    return cells;
  }

  @Override
  void count(int feature, StopRequest stop) {
    System.arraycopy(totals, starts[feature], cells, 0, bins.cells(feature) * width());
  }

  /** Adds up the bins of the first column. */
  @Override
  void countAll(StopRequest stop) {
    count(first, stop);
    for (int at = width(); at < bins.cells(first) * width(); at++) {
      cells[at % width()] += cells[at];
    }
  }

  /**
   * Returns true: only categories are counted, since the many subsets follow from the few
   * categories.
   */
  @Override
  boolean addsSubsets() {
    return true;
  }

  @Override
  void countSubsets(int feature, StopRequest stop) {
    throw new IllegalStateException("Subsets are added from categories.");
  }
}
