package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/**
 * Bins of some rows: MLlib's cut points and each row's bin in each column.
 *
 * <p>It depends on the rows, their weights and categories, {@code maxBins} and {@code seed}; all
 * candidates that agree in these share one.
 */
public final class Binning {

  private final TrainingRows rows;
  private final Bins bins;
  private final Codes[] codes;
  private final Bundles bundles;

  private Binning(TrainingRows rows, Binning same) {
    this.rows = rows;
    this.bins = same.bins;
    this.codes = same.codes;
    this.bundles = same.bundles;
  }

  /**
   * The bins of some rows.
   *
   * @throws IllegalArgumentException when a column has more categories than there are bins (at most
   *     as many as rows), or a row a value outside of a column's categories
   */
  public Binning(TrainingRows rows, int maxBins, long seed, StopRequest stop)
      throws InterruptedException {
    int features = rows.features();
    int most = Math.min(maxBins, rows.size());
    Bins planned = Bins.planned(rows.classes(), rows.arities(), most);
    CutPoints points = new CutPoints(rows, planned.largest(), most - 1, seed, stop);
    double[][] cuts = new double[features][];
    for (int feature = 0; feature < features; feature++) {
      stop.check();
      cuts[feature] = planned.continuous(feature) ? points.cutPoints(feature, stop) : new double[0];
    }
    this.rows = rows;
    this.bins = planned.cutAt(cuts, CutPoints.weight(rows));
    this.codes = new Codes[features];
    for (int feature = 0; feature < features; feature++) {
      codes[feature] = code(feature, stop);
    }
    // With classes each column is counted alone, as two counts are packed into one number.
    this.bundles =
        rows.classes() == 0
            ? Bundles.of(bins.all(), codes, rows.size(), stop)
            : Bundles.none(features);
  }

  /**
   * Bytes of the bins of rows, at most.
   *
   * @param classes number of classes; 0 for regression
   */
  public static long bytes(long rows, int features, int maxBins, int classes) {
    long joined = classes == 0 ? Bundles.bytes(rows, features) : 0;
    return Codes.width(maxBins) * rows * features + joined;
  }

  /** Copy for regression, with other labels, one a row of the table. */
  Binning relabelled(double[] labels) {
    return new Binning(rows.relabelled(labels), this);
  }

  public TrainingRows rows() {
    return rows;
  }

  Bins bins() {
    return bins;
  }

  Codes codes(int feature) {
    return codes[feature];
  }

  /** Columns that are counted together; none in classification. */
  Bundles bundles() {
    return bundles;
  }

  private Codes code(int feature, StopRequest stop) throws InterruptedException {
    double[] values = rows.table().values(feature);
    int arity = rows.arity(feature);
    int[] bin = new int[values.length];
    for (int rank = 0; rank < bin.length; rank++) {
      bin[rank] = arity == 0 ? bins.bin(feature, values[rank]) : (int) values[rank];
    }
    Codes ranks = rows.table().ranks(feature);
    Codes binned = Codes.below(bins.cells(feature), rows.size());
    for (int row = 0; row < rows.size(); row++) {
      stop.checkAt(row);
      int rank = ranks.at(rows.tableRow(row));
      if (arity > 0 && !(values[rank] >= 0 && values[rank] < arity)) {
        throw new IllegalArgumentException(
            "column " + feature + ": " + values[rank] + " is none of its " + arity + " categories");
      }
      binned.set(row, bin[rank]);
    }
    return binned;
  }
}
