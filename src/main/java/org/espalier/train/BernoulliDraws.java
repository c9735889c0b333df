package org.espalier.train;

/**
 * Choice of each row with a fixed probability, as Spark's {@code BernoulliSampler} makes it in one
 * partition of {@code RDD.sample} without replacement.
 */
public final class BernoulliDraws {

  /** Share up to which Spark draws the gaps between rows instead of each row. */
  private static final double GAPS_UP_TO = 0.4;

  /** Least uniform number whose logarithm is taken. */
  private static final double EPSILON = 5e-11;

  private final XorShift generator;
  private final double share;
  private final double logOfRest;
  private final boolean gaps;
  private int dropped;

  /**
   * @param share probability of a row, in (0, 1)
   * @param seed the partition's own
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

  /** True if the next row is in the sample. */
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
