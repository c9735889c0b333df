package org.espalier.train;

import java.util.Arrays;

/** Labels of classes: the numbers 0, 1, and so on. */
public final class Labels {

  private Labels() {}

  /**
   * The weight of each class, up to the largest label of a row with a weight above 0.
   *
   * @throws IllegalArgumentException if a label is no class
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
   * The label of a row.
   *
   * @throws IllegalArgumentException if it is no class
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
