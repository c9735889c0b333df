package org.espalier.search.tpe;

/**
 * The constants of {@code tpe}.
 *
 * @param startup proposals drawn at random before the first that is modelled
 * @param randomShare probability that a later proposal is drawn at random all the same
 * @param goodShare share of the completed trials that are good, rounded up
 * @param mostGood good trials at most
 * @param mostBad others that the density is made of at most
 * @param candidates points drawn from the density of the good trials
 * @param priorWeight weight of the prior, where an observation has 1
 * @param widthFactor bandwidth, in units of Scott's rule
 * @param leastWidth least bandwidth, as a share of the axis
 * @param smoothing weight of any value of a choice, where the own has as many as observations
 */
record TpeSettings(
    int startup,
    double randomShare,
    double goodShare,
    int mostGood,
    int mostBad,
    int candidates,
    double priorWeight,
    double widthFactor,
    double leastWidth,
    double smoothing) {

  /*
   * Startup, good trials, prior, smoothing and the least bandwidth are those of Optuna's TPESampler
   * 5.0. The others were chosen on 30 problems that are reported nowhere (six instances each of
   * lcbench, rbv2_rpart and rbv2_xgboost, six of lcbench with ordinals of six values, six analytic
   * functions; 8 seeds, W = 1), by the mean log10 regret after 50 and 100 evaluations, against 24
   * candidates and bandwidths of 0.2 n^(-1/(d + 4)), which do not look at the spread:
   *   - widths by the spread of the observations: -0.09 (se 0.05) and -0.25 (0.06);
   *   - 64 candidates as well: -0.14 (0.04) and -0.30 (0.06).
   * Against these, on 21 of such problems (6 seeds), nothing gained more than its error: 200
   * candidates, bandwidths a third narrower, half of the smoothing, half of the prior, 15 % good,
   * good trials weighted by rank. Bandwidths that may be narrower with few observations (a least
   * one of 0.03, or (n + 2)^-2) lost 0.09 (0.05) and 0.22 (0.07). The bound on the others keeps a
   * proposal's time from growing with the study; it is above what any of these runs reached.
   */
  static TpeSettings standard() {
    return new TpeSettings(10, 0.03, 0.1, 25, 500, 64, 1, 0.7, 0.01, 1);
  }

  /** How many are good of those that completed. */
  int good(int completed) {
    return (int) Math.min(mostGood, Math.ceil(goodShare * completed));
  }

  /**
   * The bandwidth of an ordered axis: Scott's rule, n^(-1/(d + 4)) standard deviations, but not so
   * narrow that few observations leave gaps.
   *
   * @param deviation standard deviation of the observations, in positions
   * @param observations their number n
   * @param axes of the group, d
   */
  double width(double deviation, int observations, int axes) {
    double scott = deviation * Math.pow(Math.max(1, observations), -1.0 / (axes + 4));
    return Math.max(widthFactor * scott, Math.max(leastWidth, 1.0 / (2 + observations)));
  }
}
