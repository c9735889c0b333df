package org.espalier.search.gp;

/**
 * The constants of {@code gp}.
 *
 * @param startup proposals drawn at random before the first that is modelled
 * @param randomShare probability that a later proposal is drawn at random all the same
 * @param prior of the hyperparameters, for one dimension
 * @param shift strength of the logarithm in {@link LossScale}
 * @param fitStarts starts of L-BFGS
 * @param fitEvaluations of the likelihood, from each start, while all observations are fitted to
 * @param fitPoints observations that hyperparameters are fitted to at most
 * @param points observations that the process is conditioned on at most
 * @param candidates places where the acquisition is looked at
 * @param climbs candidates that local search starts from
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
   * Evaluations of the likelihood for a number of observations: half of them where it knows only a
   * selection, as what they cost is the same each time and the next fit sees nearly the same.
   */
  int fitEvaluations(int observations) {
    return observations > fitPoints ? fitEvaluations / 2 : fitEvaluations;
  }

  static GpSettings standard() {
    return new GpSettings(8, 0.03, Prior.standard(), 0.5, 2, 40, 100, 250, 512, 5);
  }
}
