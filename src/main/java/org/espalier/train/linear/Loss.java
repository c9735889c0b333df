package org.espalier.train.linear;

/**
 * Loss of a row as a function of its margins, the products of its features and the coefficients; of
 * several candidates side by side.
 */
sealed interface Loss permits BinomialLoss, MultinomialLoss, SquaredLoss, HingeLoss {

  /** Number of margins of a row and candidate. */
  int outputs();

  /**
   * Adds the weighted losses of a few rows to those of the candidates, and turns the margins into
   * the derivatives of the weighted loss.
   *
   * @param margins by row from {@code from} on, then by candidate, then by output
   * @param width number of margins of a row
   * @param losses by candidate
   */
  void apply(Rows rows, int from, int to, double[] margins, int width, double[] losses);
}
