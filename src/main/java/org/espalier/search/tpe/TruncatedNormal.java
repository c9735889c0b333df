package org.espalier.search.tpe;

import java.util.random.RandomGenerator;
import org.espalier.numeric.Normal;

/**
 * Kernel of a continuous axis: a normal density over the positions in [0, 1], truncated at the
 * ends; the prior is uniform.
 *
 * @param width standard deviation, positive
 */
record TruncatedNormal(double width) implements Kernel {

  @Override
  public double logScale(double centre) {
    double inside = Normal.cdf((1 - centre) / width) - Normal.cdf(-centre / width);
    return -Math.log(inside * width) - Normal.LOG_SQRT_TWO_PI;
  }

  @Override
  public void add(double at, double[] centres, double[] sums) {
    double factor = -0.5 / (width * width);
    for (int i = 0; i < sums.length; i++) {
      double distance = at - centres[i];
      sums[i] += factor * distance * distance;
    }
  }

  /**
   * Rejection sampling: with the centre inside and a width of at most 1, at least a third of the
   * draws are kept.
   */
  @Override
  public double draw(double centre, RandomGenerator random) {
    while (true) {
      double at = centre + width * random.nextGaussian();
      if (at >= 0 && at <= 1) {
        return at;
      }
    }
  }

  @Override
  public double logPrior(double at) {
    return 0;
  }

  @Override
  public double drawPrior(RandomGenerator random) {
    return random.nextDouble();
  }
}
