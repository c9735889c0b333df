package org.espalier.train.linear;

/** The hinge loss, max(0, 1 - margin) of label 1 and max(0, 1 + margin) of label 0. */
final class HingeLoss implements Loss {

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public void apply(Rows rows, int from, int to, double[] margins, int width, double[] losses) {
    for (int row = from; row < to; row++) {
      double weight = rows.weight(row);
      double sign = rows.label(row) > 0 ? 1 : -1;
      int first = (row - from) * width;
      for (int k = 0; k < width; k++) {
        double missing = weight * (1 - sign * margins[first + k]);
        losses[k] += missing > 0 ? missing : 0;
        margins[first + k] = missing > 0 ? -sign * weight : 0;
      }
    }
  }
}
