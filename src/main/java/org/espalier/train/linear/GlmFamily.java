package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Family of a generalised linear model, as Spark's {@code GeneralizedLinearRegression} defines
 * them: the variance of a label as a function of its mean.
 *
 * @param binomial labels are shares in [0, 1], of variance μ(1 - μ); else the variance is μ to the
 *     power
 * @param power 0 of the Gaussian family, 1 for Poisson's, 2 of the gamma family, any other at least
 *     1 of a Tweedie family
 */
public record GlmFamily(boolean binomial, double power) implements Serializable {

  public static final GlmFamily GAUSSIAN = new GlmFamily(false, 0);
  public static final GlmFamily BINOMIAL = new GlmFamily(true, 0);
  public static final GlmFamily POISSON = new GlmFamily(false, 1);
  public static final GlmFamily GAMMA = new GlmFamily(false, 2);

  /** Distance that Spark keeps means from the ends of their range. */
  private static final double EPSILON = 1e-16;

  /** Mean that Spark starts from where the label is 0. */
  private static final double START = 0.1;

  public GlmFamily {
    if (!(power == 0 || power >= 1) || Double.isInfinite(power)) {
      throw new IllegalArgumentException("Power %s is neither 0 nor at least 1.".formatted(power));
    }
  }

  /** True if a label can be of this family. */
  public boolean takes(double label) {
    if (binomial) {
      return label >= 0 && label <= 1;
    }
    return power == 0 || (power < 2 ? label >= 0 : label > 0);
  }

  boolean isGaussian() {
    return !binomial && power == 0;
  }

  public GlmLink defaultLink() {
    return binomial ? GlmLink.LOGIT : power == 2 ? GlmLink.INVERSE : GlmLink.power(1 - power);
  }

  /** Mean from which the first fit starts. */
  double start(double label, double weight) {
    if (binomial) {
      return (weight * label + 0.5) / (weight + 1);
    }
    if (power == 1) {
      return Math.max(label, START);
    }
    return power != 0 && label == 0 ? START : label;
  }

  double variance(double mean) {
    if (binomial) {
      return mean * (1 - mean);
    }
    return power == 0 ? 1 : power == 1 ? mean : power == 2 ? mean * mean : Math.pow(mean, power);
  }

  /** The mean within the range of the family. */
  double within(double mean) {
    if (isGaussian()) {
      return Double.isInfinite(mean) ? Math.copySign(Double.MAX_VALUE, mean) : mean;
    }
    if (mean < EPSILON) {
      return EPSILON;
    }
    if (binomial) {
      return Math.min(mean, 1 - EPSILON);
    }
    return Math.min(mean, Double.MAX_VALUE);
  }
}
