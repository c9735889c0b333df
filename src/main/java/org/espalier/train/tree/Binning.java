package org.espalier.train.tree;

import java.util.Arrays;
import org.espalier.train.Stop;

/**
 * Bins of some rows: MLlib's cut points and each row's bin in each column.
 *
 * <p>It depends on the rows, their weights and categories, {@code maxBins} and {@code seed}; all
 * candidates that agree in these share one.
 */
public final class Binning {

  private final TrainingRows rows;
  private final int[] bins;
  private final boolean[] unordered;
  private final double[][] cuts;
  private final Codes[] codes;
  private final Bundles bundles;
  private final double weight;

  private Binning(TrainingRows rows, Binning same) {
    this.rows = rows;
    this.bins = same.bins;
    this.unordered = same.unordered;
    this.cuts = same.cuts;
    this.codes = same.codes;
    this.bundles = same.bundles;
    this.weight = same.weight;
  }

  /**
   * The bins of some rows.
   *
   * @throws IllegalArgumentException when a column has more categories than there are bins (at most
   *     as many as rows), or a row a value outside of a column's categories
   */
  public Binning(TrainingRows rows, int maxBins, long seed, Stop stop) throws InterruptedException {
    int features = rows.features();
    int most = Math.min(maxBins, rows.size());
    this.rows = rows;
    this.bins = new int[features];
    this.unordered = new boolean[features];
    this.cuts = new double[features][];
    this.codes = new Codes[features];
    this.weight = CutPoints.weight(rows);
    for (int feature = 0; feature < features; feature++) {
      planCategories(feature, most);
    }
    int largest = Arrays.stream(bins).max().orElse(most);
    CutPoints points = new CutPoints(rows, largest, most - 1, seed, stop);
    for (int feature = 0; feature < features; feature++) {
      stop.check();
      boolean continuous = rows.arity(feature) == 0;
      cuts[feature] = continuous ? points.of(feature, stop) : new double[0];
      if (continuous) {
        bins[feature] = cuts[feature].length + 1;
      }
      codes[feature] = code(feature, stop);
    }
    // With classes each column is counted alone, as two counts are packed into one number.
    this.bundles =
        rows.classes() == 0 ? Bundles.of(bins, codes, rows.size(), stop) : Bundles.none(features);
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

  /** The same bins of rows for regression, with other labels, one a row of the table. */
  Binning relabelled(double[] labels) {
    return new Binning(rows.relabelled(labels), this);
  }

  public TrainingRows rows() {
    return rows;
  }

  /** Weight of all rows. */
  double weight() {
    return weight;
  }

  /** Histogram bins of a column as MLlib counts them: subsets where categories are unordered. */
  int bins(int feature) {
    return bins[feature];
  }

  /** Number of bins that rows lie in. */
  int cells(int feature) {
    return unordered[feature] ? rows.arity(feature) : bins[feature];
  }

  int splits(int feature) {
    return unordered[feature] ? bins[feature] : bins[feature] - 1;
  }

  boolean continuous(int feature) {
    return rows.arity(feature) == 0;
  }

  boolean unordered(int feature) {
    return unordered[feature];
  }

  Codes codes(int feature) {
    return codes[feature];
  }

  /** Columns that are counted together; none in classification. */
  Bundles bundles() {
    return bundles;
  }

  double cut(int feature, int at) {
    return cuts[feature][at];
  }

  /** The last bin that goes left at a cut; equal cut points count as one. */
  int lastLeft(int feature, int at) {
    double[] of = cuts[feature];
    int last = at;
    while (last + 1 < of.length && of[last + 1] <= of[at]) {
      last++;
    }
    return last;
  }

  private void planCategories(int feature, int most) {
    int arity = rows.arity(feature);
    if (arity > most) {
      throw new IllegalArgumentException(
          "maxBins: column "
              + feature
              + " has "
              + arity
              + " categories, more than the "
              + most
              + " bins there are (maxBins, or the number of rows)");
    }
    // A single category has the bins of a continuous column, none of which can be split off.
    bins[feature] = arity <= 1 ? most : arity;
    int fewest = (int) Math.floor(Math.log(most / 2 + 1) / Math.log(2) + 1);
    if (rows.classes() > 2 && arity > 1 && arity <= fewest) {
      unordered[feature] = true;
      bins[feature] = (1 << (arity - 1)) - 1;
    }
  }

  private Codes code(int feature, Stop stop) throws InterruptedException {
    double[] values = rows.table().values(feature);
    int arity = rows.arity(feature);
    int[] bin = new int[values.length];
    for (int rank = 0; rank < bin.length; rank++) {
      bin[rank] = arity == 0 ? continuousBin(feature, values[rank]) : (int) values[rank];
    }
    Codes ranks = rows.table().ranks(feature);
    Codes binned = Codes.below(cells(feature), rows.size());
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

  private int continuousBin(int feature, double value) {
    int at = Arrays.binarySearch(cuts[feature], value);
    return at >= 0 ? at : -at - 1;
  }
}
