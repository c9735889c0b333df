package org.espalier.train;

/**
 * Poisson generator for a mean below 40. It draws the same numbers as commons-math3's {@code
 * PoissonDistribution} after {@code reseedRandomGenerator}.
 */
public final class PoissonDraws {

  /** Mean from which commons-math3 uses another method, which is not implemented here. */
  private static final double PIVOT = 40;

  private final Well19937 generator;
  private final double limit;
  private final double most;

  /**
   * @param mean mean of the distribution, in (0, 40)
   * @throws IllegalArgumentException if {@code mean} is not in (0, 40)
   */
  public PoissonDraws(double mean, long seed) {
    if (!(mean > 0 && mean < PIVOT)) {
      throw new IllegalArgumentException("mean: " + mean + " is not in (0, 40)");
    }
    this.generator = new Well19937(seed);
    this.limit = StrictMath.exp(-mean);
    this.most = 1000 * mean;
  }

  public int next() {
    int n = 0;
    double product = 1;
    while (n < most) {
      product *= generator.nextDouble();
      if (product < limit) {
        return n;
      }
      n++;
    }
    return n;
  }
}
