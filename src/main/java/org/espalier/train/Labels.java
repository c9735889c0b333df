package org.espalier.train;

import java.util.Arrays;

/** Reader of class labels, which are the numbers 0, 1, 2 and so on. */
public final class Labels {

  private Labels() {}

  /**
   * Sums the weights of the rows of each class, up to the largest label of a row with a weight
   * above 0.
   *
   * @return weight by class
   * @throws IllegalArgumentException if such a row has a label that is not a class
   * @throws InterruptedException if the thread is interrupted
   */
  public static double[] histogram(Rows rows) throws InterruptedException {
    double[][] weights = {{}};
    rows.forEachBlock(
        (from, to) -> {
          for (int row = from; row < to; row++) {
            if (rows.weight(row) > 0) {
              int label = label(rows, row);
              if (label >= weights[0].length) {
                weights[0] = Arrays.copyOf(weights[0], label + 1);
              }
              weights[0][label] += rows.weight(row);
            }
          }
        });
    return weights[0];
  }

  /**
   * Returns the label of a row as an int.
   *
   * @throws IllegalArgumentException if it is negative or not a whole number
   */
  public static int label(Rows rows, int row) {
    double label = rows.label(row);
    if (label < 0 || label != (int) label) {
      throw new IllegalArgumentException(
          "Label %s of row %d is not a class.".formatted(label, row));
    }
    return (int) label;
  }
}
