package org.espalier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
    return of(
        IntStream.range(0, positives.length)
            .filter(i -> positives[i] + negatives[i] > 0)
            .mapToObj(i -> new ScoreBins.Bin(positives[i], negatives[i], true))
            .toList());
  }

  /**
   * Cumulative weights of the rows from the highest score down, and the shares that curves are made
   * of: an element for no rows, then one for each bin.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Curves(
      double[] hits, double[] alarms, double[] recall, double[] fallout, double[] precision) {

    static Curves of(List<ScoreBins.Bin> bins) {
      double[] hits = new double[bins.size() + 1];
      double[] alarms = new double[bins.size() + 1];
      for (int i = 0; i < bins.size(); i++) {
        hits[i + 1] = hits[i] + bins.get(i).positives();
        alarms[i + 1] = alarms[i] + bins.get(i).negatives();
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
    double roc = area(upTo(fallout), upTo(recall));
    double pr = area(recall, precision);
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
