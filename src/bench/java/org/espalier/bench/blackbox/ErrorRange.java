package org.espalier.bench.blackbox;

/**
 * Range of errors in which regret is measured.
 *
 * @param best lowest error that can be reached, or was ever observed
 * @param worst error at a normalised regret of 1
 */
public record ErrorRange(double best, double worst) {

  public ErrorRange {
    if (!(best < worst) || Double.isInfinite(worst - best)) { // this way round: NaN fails too
      throw new IllegalArgumentException(
          "The best error (%s) must be below the worst (%s).".formatted(best, worst));
    }
  }

  /**
   * Simple regret: an error minus the best, in its own unit; negative if it is below the best
   * known.
   */
  public double regret(double error) {
    return error - best;
  }

  /** Normalised regret: the simple regret as a share of the range. */
  public double normalizedRegret(double error) {
    return regret(error) / (worst - best);
  }
}
