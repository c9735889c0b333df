package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Encoder of the values of a table. The code of a continuous value is its position among the united
 * cut points of several row sets, so one code determines the bin in every set. The sets are the
 * rows that do not validate fold 0, 1, …, and last all rows. The code of a category is its number.
 */
public final class Coding implements Serializable {

  private static final long serialVersionUID = 1;

  private final int[] arities;
  private final int maxBins;
  private final RowSets sets;
  private final double[][][] cuts;
  private final double[][] united;

  /**
   * @param arities number of categories of each column; 0 for a continuous column
   * @param maxBins maximum number of bins of a column
   * @param sets sizes of the row sets
   * @param cuts cut points by set and column, ascending; empty for a categorical column
   */
  public Coding(int[] arities, int maxBins, RowSets sets, double[][][] cuts) {
    this.arities = arities;
    this.maxBins = maxBins;
    this.sets = sets;
    this.cuts = cuts;
    this.united = new double[arities.length][];
    for (int feature = 0; feature < arities.length; feature++) {
      int column = feature;
      united[feature] =
          Stream.of(cuts)
              .flatMapToDouble(of -> Arrays.stream(of[column]))
              .sorted()
              .distinct()
              .toArray();
    }
  }

  public int features() {
    return arities.length;
  }

  public int folds() {
    return sets.size() - 1;
  }

  private int set(int fold) {
    return fold < 0 ? sets.size() - 1 : fold;
  }

  /** Returns the exclusive upper bound of the codes of a column. */
  int bound(int feature) {
    return arities[feature] == 0 ? united[feature].length + 1 : arities[feature];
  }

  int code(int feature, double value) {
    if (arities[feature] > 0) {
      return (int) value;
    }
    int at = Arrays.binarySearch(united[feature], value);
    return at >= 0 ? at : -at - 1;
  }

  /**
   * Returns the bins of the rows that do not validate a fold.
   *
   * @param fold fold whose rows are left out; negative for all rows
   * @param classes number of classes; 0 for regression
   * @throws IllegalArgumentException if there is no row, or if a column has more categories than
   *     bins
   */
  Bins bins(int fold, int classes) {
    int set = set(fold);
    if (sets.rows()[set] == 0) {
      throw new IllegalArgumentException("rows: there is none");
    }
    return Bins.planned(classes, arities, sets.most(set, maxBins))
        .cutAt(cuts[set], sets.weights()[set]);
  }

  /** Returns the bin of each code of a column, in the rows that do not validate a fold. */
  int[] binOfCode(int fold, int feature) {
    int[] bins = new int[bound(feature)];
    if (arities[feature] > 0) {
      Arrays.setAll(bins, category -> category);
      return bins;
    }
    double[] own = cuts[set(fold)][feature];
    for (int code = 0, bin = 0; code < bins.length; code++) {
      // The values of a code lie above the previous cut point.
      while (code > 0 && bin < own.length && own[bin] <= united[feature][code - 1]) {
        bin++;
      }
      bins[code] = bin;
    }
    return bins;
  }

  /** Returns a representative value of each code, by column: the largest value, or the category. */
  double[][] values() {
    double[][] values = new double[arities.length][];
    for (int feature = 0; feature < values.length; feature++) {
      values[feature] = new double[bound(feature)];
      if (arities[feature] > 0) {
        Arrays.setAll(values[feature], category -> category);
      } else {
        System.arraycopy(united[feature], 0, values[feature], 0, united[feature].length);
        values[feature][united[feature].length] = Double.POSITIVE_INFINITY;
      }
    }
    return values;
  }

  public long bytesOfRow() {
    long bytes = 0;
    for (int feature = 0; feature < arities.length; feature++) {
      bytes += Codes.width(bound(feature));
    }
    return bytes;
  }
}
