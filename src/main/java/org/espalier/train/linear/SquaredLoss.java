package org.espalier.train.linear;

/** Half the squared distance of the margin from the label in units of its own. */
final class SquaredLoss implements Loss {

  private final double mean;
  private final double scale;

  /**
   * @param mean number that is subtracted from a label
   * @param scale number by which the difference is divided
   */
  SquaredLoss(double mean, double scale) {
    this.mean = mean;
    this.scale = scale;
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public void apply(Rows rows, int from, int to, double[] margins, int width, double[] losses) {
    for (int row = from; row < to; row++) {
      double weight = rows.weight(row);
      double label = (rows.label(row) - mean) / scale;
      int first = (row - from) * width;
      for (int k = 0; k < width; k++) {
        double distance = weight == 0 ? 0 : margins[first + k] - label;
        losses[k] += weight * distance * distance / 2;
        margins[first + k] = weight * distance;
      }
    }
  }
}
