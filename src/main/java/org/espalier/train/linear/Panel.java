package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;

/**
 * Coefficients of a few candidates side by side, and the sums of their losses and derivatives over
 * the rows of one pass.
 */
final class Panel {

  private final Rows rows;
  private final Scales scales;
  private final Loss loss;
  private final List<LockStep.Member> members;
  private final List<double[]> points = new ArrayList<>();
  private final int width;
  private final double[] coefficients;
  private final double[] offsets;
  private final double[] gradient;
  private final double[] derivatives;
  private final double[] losses;
  private final double[] margins;

  Panel(Rows rows, Scales scales, Loss loss, List<LockStep.Member> members) {
    this.rows = rows;
    this.scales = scales;
    this.loss = loss;
    this.members = members;
    this.width = members.size() * loss.outputs();
    this.coefficients = new double[rows.columns() * width];
    this.offsets = new double[width];
    this.gradient = new double[rows.columns() * width];
    this.derivatives = new double[width];
    this.losses = new double[members.size()];
    this.margins = new double[Rows.BLOCK * width];
    for (int m = 0; m < members.size(); m++) {
      points.add(members.get(m).search().asked());
      load(m);
    }
  }

  /** Puts a candidate's coefficients into the panel. */
  private void load(int m) {
    int outputs = loss.outputs();
    int columns = rows.columns();
    double[] point = points.get(m);
    for (int k = 0; k < outputs; k++) {
      int place = m * outputs + k;
      double shift = 0;
      for (int j = 0; j < columns; j++) {
        double coefficient = point[j * outputs + k];
        coefficients[j * width + place] = coefficient * scales.inverse(j);
        shift += coefficient * scales.centre(j);
      }
      LockStep.Member member = members.get(m);
      offsets[place] =
          (member.intercept() ? point[columns * outputs + k] : 0) - (member.centred() ? shift : 0);
    }
  }

  /** Adds a few rows. */
  void add(int from, int to) {
    int end = (to - from) * width;
    for (int i = 0; i < end; i += width) {
      System.arraycopy(offsets, 0, margins, i, width);
    }
    rows.multiply(from, to, coefficients, width, margins);
    loss.apply(rows, from, to, margins, width, losses);
    for (int i = 0; i < end; i += width) {
      for (int k = 0; k < width; k++) {
        derivatives[k] += margins[i + k];
      }
    }
    rows.addTransposed(from, to, margins, width, gradient);
  }

  /** Tells each search the mean loss with its penalty, and the gradient. */
  void tell() {
    for (int m = 0; m < members.size(); m++) {
      double[] slope = new double[points.get(m).length];
      double mean = mean(m, slope);
      members.get(m).search().tell(mean, slope);
    }
  }

  /** The mean loss of a candidate with its L2 penalty; fills the gradient. */
  double mean(int m, double[] slope) {
    int outputs = loss.outputs();
    int columns = rows.columns();
    LockStep.Member member = members.get(m);
    double[] point = points.get(m);
    double penalty = 0;
    for (int j = 0; j < columns; j++) {
      double l2 = member.penalty().l2(scales.deviation(j));
      for (int k = 0; k < outputs; k++) {
        int place = m * outputs + k;
        double sum = gradient[j * width + place] * scales.inverse(j);
        if (member.centred()) {
          sum -= derivatives[place] * scales.centre(j);
        }
        double coefficient = point[j * outputs + k];
        slope[j * outputs + k] = sum / scales.weight() + l2 * coefficient;
        penalty += l2 * coefficient * coefficient;
      }
    }
    if (member.intercept()) {
      for (int k = 0; k < outputs; k++) {
        slope[columns * outputs + k] = derivatives[m * outputs + k] / scales.weight();
      }
    }
    return losses[m] / scales.weight() + penalty / 2;
  }
}
