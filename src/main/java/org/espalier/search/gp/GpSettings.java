package org.espalier.search.gp;

/**
 * Constants of {@code gp}.
 *
 * @param startup number of random proposals before the first one of the model
 * @param randomShare probability of a random proposal later on
 * @param prior prior of the hyperparameters, for one dimension
 * @param shift strength of the logarithm in {@link LossScale}
 * @param fit effort of a fit of the hyperparameters
 * @param points maximum number of observations that the process is conditioned on
 * @param candidates number of points at which the acquisition is evaluated
 * @param climbs number of candidates from which local search starts
 */
record GpSettings(
    int startup,
    double randomShare,
    Prior prior,
    double shift,
    Fit fit,
    int points,
    int candidates,
    int climbs) {

  /**
   * Effort of a fit of the hyperparameters.
   *
   * @param starts number of starts of L-BFGS
   * @param evaluations maximum number of evaluations of the likelihood from each start, for a fit
   *     to all observations
   * @param points maximum number of observations that hyperparameters are fitted to
   */
  record Fit(int starts, int evaluations, int points) {

    /**
     * Evaluations of the likelihood for a number of observations: half of them for a fit to a
     * selection, as each fit has the same cost and the next one sees nearly the same selection.
     */
    int evaluations(int observations) {
      return observations > points ? evaluations / 2 : evaluations;
    }
  }

  static GpSettings standard() {
    return new GpSettings(8, 0.03, Prior.standard(), 0.5, new Fit(2, 40, 100), 250, 512, 5);
  }
}
