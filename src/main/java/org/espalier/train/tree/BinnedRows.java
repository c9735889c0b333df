package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/**
 * Bins of some rows by the cut points of one set of rows, row by row, so that the way of a row down
 * a tree and its values stay within a few cache lines.
 */
final class BinnedRows {

  private final int features;
  private final int[][] binOfCode;
  private Codes bins;

  /**
   * @param fold that the set of rows does not validate; below 0 for all rows
   */
  BinnedRows(Coding coding, int fold) {
    this.features = coding.features();
    this.binOfCode = new int[features][];
    for (int feature = 0; feature < features; feature++) {
      binOfCode[feature] = coding.binOfCode(fold, feature);
    }
    this.bins = Codes.below(bound(), 0);
  }

  private int bound() {
    int most = 0;
    for (int[] column : binOfCode) {
      most = Math.max(most, column[column.length - 1]); // bins ascend with codes
    }
    return most + 1;
  }

  /** Makes the bins those of other rows. */
  void open(CodedRows rows, StopRequest stop) throws InterruptedException {
    if (bins.length() < rows.size() * features) {
      bins = Codes.below(bound(), rows.size() * features);
    }
    for (int feature = 0; feature < features; feature++) {
      stop.check();
      Codes codes = rows.codes(feature);
      int[] binOf = binOfCode[feature];
      for (int row = 0, at = feature; row < rows.size(); row++, at += features) {
        bins.set(at, binOf[codes.at(row)]);
      }
    }
  }

  /** The bins: of a row in a column at row · {@link #features} + column. */
  Codes bins() {
    return bins;
  }

  int features() {
    return features;
  }
}
