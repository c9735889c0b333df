package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.train.Rows;

/**
 * Coefficients of a few points side by side, and the sums of their losses and derivatives over the
 * rows of one pass. Candidates that ask for the same point, as all do at the start, share a place.
 */
final class CandidateBlock {

  private final Rows rows;
  private final Scales scales;
  private final Loss loss;
  private final List<List<LockStep.Member>> places;
  private final List<double[]> points = new ArrayList<>();
  private final int width;
  private final double[] coefficients;
  private final double[] offsets;
  private final double[] gradient;
  private final double[] derivatives;
  private final double[] losses;
  private final double[] margins;

  /**
   * @param places candidates of each place, which ask for the same point and have the same
   *     intercept and centre
   */
  CandidateBlock(Rows rows, Scales scales, Loss loss, List<List<LockStep.Member>> places) {
    this.rows = rows;
    this.scales = scales;
    this.loss = loss;
    this.places = places;
    this.width = places.size() * loss.outputs();
    this.coefficients = new double[rows.columns() * width];
    this.offsets = new double[width];
    this.gradient = new double[rows.columns() * width];
    this.derivatives = new double[width];
    this.losses = new double[places.size()];
    this.margins = new double[Rows.BLOCK * width];
    for (int m = 0; m < places.size(); m++) {
      points.add(places.get(m).get(0).search().asked());
      load(m);
    }
  }

  /** Writes the coefficients of a place into the panel. */
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
      LockStep.Member member = places.get(m).get(0);
      offsets[place] =
          (member.intercept() ? point[columns * outputs + k] : 0) - (member.centred() ? shift : 0);
    }
  }

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

  /** Adds a few rows to the sums of a single margin. */
  void add(Block block) {
    int length = block.to() - block.from();
    Arrays.fill(margins, 0, length, offsets[0]);
    block.multiply(coefficients, margins);
    loss.apply(rows, block.from(), block.to(), margins, 1, losses);
    double sum = derivatives[0];
    for (int i = 0; i < length; i++) {
      sum += margins[i];
    }
    derivatives[0] = sum;
    block.addTransposed(margins, gradient);
  }

  /** Tells each search the mean loss with its penalty, and the gradient. */
  void tell() {
    for (int m = 0; m < places.size(); m++) {
      for (LockStep.Member member : places.get(m)) {
        double[] slope = new double[points.get(m).length];
        double mean = mean(m, member, slope);
        member.search().tell(mean, slope);
      }
    }
  }

  /** The mean loss of a candidate with its L2 penalty; fills the gradient. */
  double mean(int m, LockStep.Member member, double[] slope) {
    int outputs = loss.outputs();
    int columns = rows.columns();
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
