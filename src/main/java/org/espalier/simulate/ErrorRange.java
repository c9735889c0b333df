package org.espalier.simulate;

/**
 * The errors between which regret is measured.
 *
 * @param best the least that can be reached, or was ever observed
 * @param worst what regret 1 stands for
 */
public record ErrorRange(double best, double worst) {

  public ErrorRange {
    if (!(best < worst) || Double.isInfinite(worst - best)) { // this way round: NaN fails too
      throw new IllegalArgumentException(
          "The best error (%s) must be below the worst (%s).".formatted(best, worst));
    }
  }

  /** How far an error is above the best, in its own unit; negative if it is better than known. */
  public double regret(double error) {
    return error - best;
  }

  /** How far an error is above the best, as a share of the whole range. */
  public double normalizedRegret(double error) {
    return regret(error) / (worst - best);
  }
}
