package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Family of a generalised linear model, as defined by Spark's {@code GeneralizedLinearRegression}.
 * It gives the variance of a label as a function of the mean.
 *
 * @param binomial true if labels are shares in [0, 1] with variance μ(1 - μ); otherwise the
 *     variance is μ to the power {@code power}
 * @param power 0 for the Gaussian, 1 for the Poisson and 2 for the gamma family; any other number
 *     of at least 1 for a Tweedie family
 */
public record GlmFamily(boolean binomial, double power) implements Serializable {

  public static final GlmFamily GAUSSIAN = new GlmFamily(false, 0);
  public static final GlmFamily BINOMIAL = new GlmFamily(true, 0);
  public static final GlmFamily POISSON = new GlmFamily(false, 1);
  public static final GlmFamily GAMMA = new GlmFamily(false, 2);

  /** Distance that Spark keeps between a mean and the ends of its range. */
  private static final double EPSILON = 1e-16;

  /** Mean that Spark starts from if the label is 0. */
  private static final double START = 0.1;

  public GlmFamily {
    if (!(power == 0 || power >= 1) || Double.isInfinite(power)) {
      throw new IllegalArgumentException("Power %s is neither 0 nor at least 1.".formatted(power));
    }
  }

  /** Returns true if the label is in the range of this family. */
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

  /** Returns the mean from which the first fit starts. */
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

  /** Limits a mean to the range of the family. */
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
