package org.espalier.train.linear;

import java.util.ArrayList;
import java.util.List;

/**
 * Block of candidates whose points are evaluated side by side in a pass. Candidates that request
 * the same point, as all do at the start, share a place.
 */
final class CandidateBlock {

  private final Scales scales;
  private final Loss loss;
  private final List<List<LockStep.CandidateSearch>> places;
  private final List<double[]> points = new ArrayList<>();
  private final int columns;
  private final int width;

  /**
   * @param places candidates by place; those of one place request the same point and agree in
   *     intercept and centring
   */
  CandidateBlock(Scales scales, Loss loss, List<List<LockStep.CandidateSearch>> places) {
    this.scales = scales;
    this.loss = loss;
    this.places = places;
    this.columns = scales.columns();
    this.width = places.size() * loss.outputs();
    for (List<LockStep.CandidateSearch> place : places) {
      points.add(place.get(0).search().asked());
    }
  }

  /** Returns the points as a panel, in the original units of the columns. */
  Panel panel() {
    double[] coefficients = new double[columns * width];
    double[] offsets = new double[width];
    for (int m = 0; m < places.size(); m++) {
      load(m, coefficients, offsets);
    }
    return new Panel(columns, loss, coefficients, offsets);
  }

  /** Writes the coefficients and offsets of a place into a panel. */
  private void load(int m, double[] coefficients, double[] offsets) {
    int outputs = loss.outputs();
    double[] point = points.get(m);
    for (int k = 0; k < outputs; k++) {
      int place = m * outputs + k;
      double shift = 0;
      for (int j = 0; j < columns; j++) {
        double coefficient = point[j * outputs + k];
        coefficients[j * width + place] = coefficient * scales.inverse(j);
        shift += coefficient * scales.centre(j);
      }
      LockStep.CandidateSearch member = places.get(m).get(0);
      offsets[place] =
          (member.intercept() ? point[columns * outputs + k] : 0) - (member.centred() ? shift : 0);
    }
  }

  /** Passes the mean loss with the penalty, and the gradient, to each search. */
  void tell(PanelSums sums) {
    for (int m = 0; m < places.size(); m++) {
      for (LockStep.CandidateSearch member : places.get(m)) {
        double[] slope = new double[points.get(m).length];
        double mean = mean(sums, m, member, slope);
        member.search().tell(mean, slope);
      }
    }
  }

  /** Returns the mean loss of a candidate with its L2 penalty, and fills in the gradient. */
  double mean(PanelSums sums, int m, LockStep.CandidateSearch member, double[] slope) {
    int outputs = loss.outputs();
    double[] point = points.get(m);
    double penalty = 0;
    for (int j = 0; j < columns; j++) {
      double l2 = member.penalty().l2(scales.deviation(j));
      for (int k = 0; k < outputs; k++) {
        int place = m * outputs + k;
        double sum = sums.gradient[j * width + place] * scales.inverse(j);
        if (member.centred()) {
          sum -= sums.derivatives[place] * scales.centre(j);
        }
        double coefficient = point[j * outputs + k];
        slope[j * outputs + k] = sum / scales.weight() + l2 * coefficient;
        penalty += l2 * coefficient * coefficient;
      }
    }
    if (member.intercept()) {
      for (int k = 0; k < outputs; k++) {
        slope[columns * outputs + k] = sums.derivatives[m * outputs + k] / scales.weight();
      }
    }
    return sums.losses[m] / scales.weight() + penalty / 2;
  }
}
