package org.espalier.train.tree;

import org.espalier.train.StopRequest;

/**
 * Binning of rows: MLlib's cut points, and the bin of each row in each column.
 *
 * <p>The bins depend on the rows with their weights and categories, on {@code maxBins} and on
 * {@code seed}. All candidates with equal values of these share one instance.
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
   * Finds the cut points of some rows and assigns the rows to bins.
   *
   * @param maxBins maximum number of bins of a column; reduced to the number of rows if that is
   *     smaller
   * @param seed seed of the sample in which cut points are searched
   * @throws IllegalArgumentException if a column has more categories than bins, or if a row has a
   *     value that is not one of a column's categories
   * @throws InterruptedException if a stop is requested
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
    // In classification each column is counted alone, because two counts are packed into one
    // number.
    this.bundles =
        rows.classes() == 0
            ? Bundles.of(bins.all(), codes, rows.size(), stop)
            : Bundles.none(features);
  }

  /**
   * Returns the maximum number of bytes of the bins and bundles of rows.
   *
   * @param classes number of classes; 0 for regression
   */
  public static long bytes(long rows, int features, int maxBins, int classes) {
    long joined = classes == 0 ? Bundles.bytes(rows, features) : 0;
    return Codes.width(maxBins) * rows * features + joined;
  }

  /**
   * Returns a copy for regression with other labels.
   *
   * @param labels label of each row of the table
   */
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

  /** Returns the columns that are counted together; none in classification. */
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
