package org.espalier.train.linear;

import java.io.Serializable;

/** Generalised linear model, with what its summary tells of the last equations. */
public final class GlmModel implements Serializable {

  private static final long serialVersionUID = 1;

  private final GlmFamily family;
  private final GlmLink link;
  private final LinearModel linear;
  private final double[] diagonal;
  private final int iterations;

  GlmModel(GlmFamily family, GlmLink link, LinearModel linear, double[] diagonal, int iterations) {
    this.family = family;
    this.link = link;
    this.linear = linear;
    this.diagonal = diagonal;
    this.iterations = iterations;
  }

  /** By column, of the columns as they are. */
  public double[] coefficients() {
    return linear.coefficients();
  }

  public double intercept() {
    return linear.intercept();
  }

  /**
   * Diagonal of the inverse of the weighted normal equations: by column, then of the intercept, if
   * there is one; a single 0 where they were not factorised.
   */
  public double[] diagonal() {
    return diagonal.clone();
  }

  /** Number of fits of working labels; 1 where one solution is exact. */
  public int iterations() {
    return iterations;
  }

  /**
   * Mean by row.
   *
   * @param offsets by row; empty for none
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] predictions(Rows rows, double[] offsets) throws InterruptedException {
    double[] predictions = linear.margins(rows);
    rows.forEachBlock(
        (from, to) -> {
          for (int row = from; row < to; row++) {
            double offset = offsets.length == 0 ? 0 : offsets[row];
            predictions[row] = family.within(link.inverse(predictions[row] + offset));
          }
        });
    return predictions;
  }
}
