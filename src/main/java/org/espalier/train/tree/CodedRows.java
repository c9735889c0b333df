package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a partition, in their order, as the codes of a {@link Coding}: column by column,
 * with the label, the weight and the fold that each validates. Immutable.
 */
public final class CodedRows implements Serializable {

  private static final long serialVersionUID = 1;

  private final Codes folds;
  private final double[] labels;
  private final double @Nullable [] weights;
  private final Codes[] codes;

  /**
   * @param folds number of the fold that a row validates; the number of folds where it validates
   *     none
   * @param weights null if each is 1
   * @param codes by column
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

  /** Number of the fold that a row validates. */
  int fold(int row) {
    return folds.at(row);
  }

  double label(int row) {
    return labels[row];
  }

  /** Labels by row; not to be changed. */
  double[] labels() {
    return labels;
  }

  double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  Codes codes(int feature) {
    return codes[feature];
  }

  /** Places of the rows that validate a fold. */
  public int[] validating(int fold) {
    return IntStream.range(0, size()).filter(row -> folds.at(row) == fold).toArray();
  }

  /** Labels of some rows. */
  public double[] labels(int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> labels[row]).toArray();
  }

  /** Weights of some rows. */
  public double[] weights(int[] rows) {
    return Arrays.stream(rows).mapToDouble(this::weight).toArray();
  }

  /** Some rows in the form in which models predict them. */
  public ScoringRows scoring(Coding coding, int[] rows, StopRequest stop)
      throws InterruptedException {
    return new ScoringRows(RankedTable.of(size(), coding.values(), codes), rows, stop);
  }
}
