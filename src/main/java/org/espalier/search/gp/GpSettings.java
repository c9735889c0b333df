package org.espalier.search.gp;

/**
 * Constants of {@code gp}.
 *
 * @param startup number of random proposals before the first one of the model
 * @param randomShare probability of a random proposal later on
 * @param prior prior of the hyperparameters, for one dimension
 * @param shift strength of the logarithm in {@link LossScale}
 * @param fitStarts number of starts of L-BFGS
 * @param fitEvaluations maximum number of evaluations of the likelihood from each start, for a fit
 *     to all observations
 * @param fitPoints maximum number of observations that hyperparameters are fitted to
 * @param points maximum number of observations that the process is conditioned on
 * @param candidates number of points at which the acquisition is evaluated
 * @param climbs number of candidates from which local search starts
 */
record GpSettings(
    int startup,
    double randomShare,
    Prior prior,
    double shift,
    int fitStarts,
    int fitEvaluations,
    int fitPoints,
    int points,
    int candidates,
    int climbs) {

  /**
   * Evaluations of the likelihood for a number of observations: half of them for a fit to a
   * selection, as each fit has the same cost and the next one sees nearly the same selection.
   */
  int fitEvaluations(int observations) {
    return observations > fitPoints ? fitEvaluations / 2 : fitEvaluations;
  }

  static GpSettings standard() {
    return new GpSettings(8, 0.03, Prior.standard(), 0.5, 2, 40, 100, 250, 512, 5);
  }
}
