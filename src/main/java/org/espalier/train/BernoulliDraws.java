package org.espalier.train;

/**
 * Bernoulli sampler that selects each row of one partition with a fixed probability. It draws the
 * same rows as Spark's {@code BernoulliSampler} in {@code RDD.sample} without replacement.
 */
public final class BernoulliDraws {

  /** Largest sampling fraction for which Spark draws the gaps between rows instead of each row. */
  private static final double GAPS_UP_TO = 0.4;

  /**
   * Smallest uniform number whose logarithm is taken, as Spark's {@code RandomSampler.rngEpsilon}.
   */
  private static final double EPSILON = 5e-11;

  private final XorShift generator;
  private final double share;
  private final double logOfRest;
  private final boolean gaps;
  private int dropped;

  /**
   * @param share probability of selecting a row, in (0, 1)
   * @param seed seed of the partition
   * @throws IllegalArgumentException if {@code share} is not in (0, 1)
   */
  public BernoulliDraws(double share, long seed) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share: " + share + " is not in (0, 1)");
    }
    this.generator = new XorShift(seed);
    this.share = share;
    this.logOfRest = Math.log1p(-share);
    this.gaps = share <= GAPS_UP_TO;
    if (gaps) {
      advance();
    }
  }

  /** Moves to the next row and returns true if it is in the sample. */
  public boolean next() {
    if (!gaps) {
      return generator.nextDouble() <= share;
    }
    if (dropped > 0) {
      dropped--;
      return false;
    }
    advance();
    return true;
  }

  private void advance() {
    double u = Math.max(generator.nextDouble(), EPSILON);
    dropped = (int) (Math.log(u) / logOfRest);
  }
}
