package org.espalier.search.tpe;

/**
 * Constants of {@code tpe}.
 *
 * @param startup number of random proposals before the first one of the model
 * @param randomShare probability of a random proposal later on
 * @param goodShare share of the completed trials that are good, rounded up
 * @param mostGood maximum number of good trials
 * @param mostBad maximum number of other trials that the density uses
 * @param candidates number of points drawn from the density of the good trials
 * @param density shape of the two densities
 */
record TpeSettings(
    int startup,
    double randomShare,
    double goodShare,
    int mostGood,
    int mostBad,
    int candidates,
    Density density) {

  /*
   * Startup, good trials, prior, smoothing and the least bandwidth are those of Optuna's TPESampler
   * 5.0. Number of candidates and bandwidths were chosen by benchmark, on problems that are not used
   * to report results. The bound on the other trials keeps a proposal's time from growing with the
   * study.
   */
  static TpeSettings standard() {
    return new TpeSettings(10, 0.03, 0.1, 25, 500, 64, new Density(1, 0.7, 0.01, 1));
  }

  /** Number of good trials among the completed ones. */
  int good(int completed) {
    return (int) Math.min(mostGood, Math.ceil(goodShare * completed));
  }

  /**
   * Shape of a density.
   *
   * @param priorWeight weight of the prior relative to one observation
   * @param widthFactor bandwidth, in units of Scott's rule
   * @param leastWidth least bandwidth, as a share of the axis
   * @param smoothing weight of the uniform part of a choice's density, relative to one observation
   */
  record Density(double priorWeight, double widthFactor, double leastWidth, double smoothing) {

    /**
     * The bandwidth of an ordered axis: Scott's rule, n^(-1/(d + 4)) standard deviations, but not
     * so narrow that few observations leave gaps.
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
}
