package org.espalier.metric;

import java.util.Arrays;
import java.util.List;

/**
 * Areas under the ROC curve and under the precision-recall curve, as {@code
 * BinaryClassificationMetrics} without bins defines them, by the trapezoidal rule over all distinct
 * scores; where these are too many, over bins of neighbouring ones, with a bound on the error.
 *
 * @param rocError maximum distance to the exact area under the ROC curve; 0 if all distinct scores
 *     were kept apart
 * @param prError the same for the precision-recall curve
 */
public record BinaryAreas(double underRoc, double underPr, double rocError, double prError) {

  static BinaryAreas of(ScoreCounts counts) {
    return of(counts.bins());
  }

  /**
   * Areas of scores that are kept apart; those without weight are left out.
   *
   * @param positives weight of positive rows by score, in descending order of scores
   * @param negatives likewise
   */
  static BinaryAreas ofDistinct(double[] positives, double[] negatives) {
    double[] some = new double[positives.length];
    double[] others = new double[positives.length];
    int kept = 0;
    for (int i = 0; i < positives.length; i++) {
      if (positives[i] + negatives[i] > 0) {
        some[kept] = positives[i];
        others[kept++] = negatives[i];
      }
    }
    Curves curves = Curves.of(Arrays.copyOf(some, kept), Arrays.copyOf(others, kept));
    return new BinaryAreas(underRoc(curves), underPr(curves), 0, 0);
  }

  /**
   * Cumulative weights of the rows from the highest score down, and the shares that curves are made
   * of: an element for no rows, then one for each bin.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Curves(
      double[] hits, double[] alarms, double[] recall, double[] fallout, double[] precision) {

    static Curves of(List<ScoreBins.Bin> bins) {
      return of(
          bins.stream().mapToDouble(ScoreBins.Bin::positives).toArray(),
          bins.stream().mapToDouble(ScoreBins.Bin::negatives).toArray());
    }

    private static Curves of(double[] positives, double[] negatives) {
      double[] hits = new double[positives.length + 1];
      double[] alarms = new double[positives.length + 1];
      for (int i = 0; i < positives.length; i++) {
        hits[i + 1] = hits[i] + positives[i];
        alarms[i + 1] = alarms[i] + negatives[i];
      }
      double[] precision = new double[hits.length];
      for (int i = 1; i < precision.length; i++) {
        precision[i] = BinaryAreas.precision(hits[i], alarms[i]);
      }
      precision[0] = precision.length == 1 ? 1 : precision[1];
      return new Curves(hits, alarms, shares(hits), shares(alarms), precision);
    }
  }

  private static BinaryAreas of(List<ScoreBins.Bin> bins) {
    Curves curves = Curves.of(bins);
    double[] hits = curves.hits();
    double[] alarms = curves.alarms();
    double[] recall = curves.recall();
    double[] fallout = curves.fallout();
    double[] precision = curves.precision();
    double roc = underRoc(curves);
    double pr = underPr(curves);
    double rocError = 0;
    double prLow = 0;
    double prHigh = 0;
    for (int i = 0; i < bins.size(); i++) {
      if (bins.get(i).ofOneScore()) {
        double exact = (recall[i + 1] - recall[i]) * (precision[i + 1] + precision[i]) / 2;
        prLow += exact;
        prHigh += exact;
        continue;
      }
      // The curve runs between all positives first and all negatives first.
      rocError += (recall[i + 1] - recall[i]) * (fallout[i + 1] - fallout[i]) / 2;
      prLow += (recall[i + 1] - recall[i]) * precision(hits[i], alarms[i + 1]);
      prHigh += (recall[i + 1] - recall[i]) * precision(hits[i + 1], alarms[i]);
    }
    return new BinaryAreas(roc, pr, rocError, Math.max(prHigh - pr, pr - prLow));
  }

  private static double underRoc(Curves curves) {
    return area(upTo(curves.fallout()), upTo(curves.recall()));
  }

  private static double underPr(Curves curves) {
    return area(curves.recall(), curves.precision());
  }

  private static double precision(double hits, double alarms) {
    return hits + alarms == 0 ? 1 : hits / (hits + alarms);
  }

  /** Cumulative counts as shares of the total; 0 if the total is 0. */
  private static double[] shares(double[] counts) {
    double all = counts[counts.length - 1];
    return Arrays.stream(counts).map(count -> all == 0 ? 0 : count / all).toArray();
  }

  /** Curve that ends at 1 even if there are no counts. */
  private static double[] upTo(double[] shares) {
    double[] all = Arrays.copyOf(shares, shares.length + 1);
    all[shares.length] = 1;
    return all;
  }

  private static double area(double[] x, double[] y) {
    double area = 0;
    for (int i = 1; i < x.length; i++) {
      area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
    }
    return area;
  }
}
