package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/**
 * Rows as bins of the cut points of one row set. The bins are stored row by row, so that moving a
 * row down a tree and reading its values touches only a few cache lines.
 */
final class BinnedRows {

  private final int features;
  private final int[][] binOfCode;
  private Codes bins;

  /**
   * @param fold fold that the row set does not validate; negative for all rows
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

  /** Replaces the contents by the bins of other rows. */
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

  /**
   * Returns the bins. The bin of a row in a column is at index row · {@link #features} + column.
   */
  Codes bins() {
    return bins;
  }

  int features() {
    return features;
  }
}
