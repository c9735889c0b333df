package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import org.espalier.train.Rows;
import org.jspecify.annotations.Nullable;

/** Sums over rows of the losses at the points of a panel, and of their derivatives. */
public final class PanelSums implements Serializable {

  private static final long serialVersionUID = 1;

  final double[] gradient; // by column, then by point, then by output
  final double[] derivatives; // by point, then by output
  final double[] losses; // by point

  /** Work space: the margins of a block of rows, and the numbers that the loss needs. */
  private transient double @Nullable [][] scratch;

  PanelSums(Panel panel) {
    this.gradient = new double[panel.coefficients.length];
    this.derivatives = new double[panel.width];
    this.losses = new double[panel.width / panel.loss.outputs()];
  }

  private double[][] scratch(Panel panel) {
    if (scratch == null) {
      scratch =
          new double[][] {
            new double[Rows.BLOCK * panel.width], new double[Math.max(Rows.BLOCK, panel.width)]
          };
    }
    return scratch;
  }

  void add(Panel panel, Rows rows, int from, int to) {
    double[][] own = scratch(panel);
    double[] margins = own[0];
    int width = panel.width;
    int end = (to - from) * width;
    for (int i = 0; i < end; i += width) {
      System.arraycopy(panel.offsets, 0, margins, i, width);
    }
    rows.multiply(from, to, panel.coefficients, width, margins);
    panel.loss.apply(rows, from, to, margins, width, losses, own[1]);
    for (int i = 0; i < end; i += width) {
      for (int k = 0; k < width; k++) {
        derivatives[k] += margins[i + k];
      }
    }
    rows.addTransposed(from, to, margins, width, gradient);
  }

  /** Adds a block of rows to the sums of a panel of width 1. */
  void add(Panel panel, Rows rows, RowBlock block) {
    double[][] own = scratch(panel);
    double[] margins = own[0];
    int length = block.to() - block.from();
    Arrays.fill(margins, 0, length, panel.offsets[0]);
    block.multiply(panel.coefficients, margins);
    panel.loss.apply(rows, block.from(), block.to(), margins, 1, losses, own[1]);
    double sum = derivatives[0];
    for (int i = 0; i < length; i++) {
      sum += margins[i];
    }
    derivatives[0] = sum;
    block.addTransposed(margins, gradient);
  }

  /** Adds the sums of other rows at the same points. */
  public void add(PanelSums others) {
    add(gradient, others.gradient);
    add(derivatives, others.derivatives);
    add(losses, others.losses);
  }

  private static void add(double[] sums, double[] others) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += others[i];
    }
  }
}
