package org.espalier.train.linear;

import java.io.Serializable;
import org.espalier.train.Rows;

/**
 * Generalised linear model, with the data of the last equations that its summary needs. The array
 * must not be changed.
 *
 * @param diagonal diagonal of the inverse of the weighted normal equations, by column and then for
 *     the intercept, if there is one; a single 0 if the equations were not factorised
 * @param iterations number of fits of working labels; 1 if one solution is exact
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GlmModel(
    GlmFamily family, GlmLink link, LinearModel linear, double[] diagonal, int iterations)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /**
   * Returns the predicted mean of each row.
   *
   * @param offsets offsets by row; empty for none
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
