package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a partition, in their order, encoded by a {@link Coding}. Codes are stored column by
 * column, with the label and the weight of each row and the fold it validates. Immutable.
 */
public final class CodedRows implements Serializable {

  private static final long serialVersionUID = 1;

  private final Codes folds;
  private final double[] labels;
  private final double @Nullable [] weights;
  private final Codes[] codes;

  /**
   * @param folds number of the fold that each row validates; the number of folds if it validates
   *     none
   * @param weights weights by row; null if each is 1
   * @param codes codes by column
   */
  CodedRows(Codes folds, double[] labels, double @Nullable [] weights, Codes[] codes) {
    this.folds = folds;
    this.labels = labels;
    this.weights = weights;
    this.codes = codes;
  }

  public int size() {
    return labels.length;
  }

  int features() {
    return codes.length;
  }

  /**
   * Returns the number of the fold that a row validates; the number of folds if it validates none.
   */
  int fold(int row) {
    return folds.at(row);
  }

  double label(int row) {
    return labels[row];
  }

  /** Returns the labels by row. The array must not be changed. */
  double[] labels() {
    return labels;
  }

  double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  Codes codes(int feature) {
    return codes[feature];
  }

  /** Returns the indices of the rows that validate a fold. */
  public int[] validating(int fold) {
    return IntStream.range(0, size()).filter(row -> folds.at(row) == fold).toArray();
  }

  /** Returns the labels of the given rows. */
  public double[] labels(int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> labels[row]).toArray();
  }

  /** Returns the weights of the given rows. */
  public double[] weights(int[] rows) {
    return Arrays.stream(rows).mapToDouble(this::weight).toArray();
  }

  /**
   * Returns the given rows in the layout in which models predict them.
   *
   * @throws InterruptedException if a stop is requested
   */
  public ScoringRows scoring(Coding coding, int[] rows, StopRequest stop)
      throws InterruptedException {
    return new ScoringRows(RankedTable.of(size(), coding.values(), codes), rows, stop);
  }
}
