package org.espalier.train.linear;

import java.io.Serializable;
import org.espalier.numeric.Normal;

/**
 * Link of a generalised linear model, as defined by Spark's {@code GeneralizedLinearRegression}. It
 * is the function of the mean that is linear in the columns.
 *
 * @param power power of {@link LinkFunction#POWER}, finite; 0 is the logarithm
 */
public record GlmLink(LinkFunction kind, double power) implements Serializable {

  public static final GlmLink IDENTITY = power(1);
  public static final GlmLink LOG = power(0);
  public static final GlmLink INVERSE = power(-1);
  public static final GlmLink SQRT = power(0.5);
  public static final GlmLink LOGIT = new GlmLink(LinkFunction.LOGIT, 0);
  public static final GlmLink PROBIT = new GlmLink(LinkFunction.PROBIT, 0);
  public static final GlmLink CLOGLOG = new GlmLink(LinkFunction.CLOGLOG, 0);

  /** Form of the function. */
  public enum LinkFunction {
    POWER,
    LOGIT,
    PROBIT,
    CLOGLOG
  }

  public GlmLink {
    if (!Double.isFinite(power) || (power != 0 && kind != LinkFunction.POWER)) {
      throw new IllegalArgumentException("Power %s of a link %s.".formatted(power, kind));
    }
  }

  /** Returns the link that raises the mean to a power; the logarithm for power 0. */
  public static GlmLink power(double power) {
    return new GlmLink(LinkFunction.POWER, power);
  }

  boolean isIdentity() {
    return kind == LinkFunction.POWER && power == 1;
  }

  double link(double mean) {
    return switch (kind) {
      case POWER -> power == 0 ? Math.log(mean) : toThe(mean, power);
      case LOGIT -> Math.log(mean / (1 - mean));
      case PROBIT -> Normal.quantile(mean);
      case CLOGLOG -> Math.log(-Math.log1p(-mean));
    };
  }

  double derivative(double mean) {
    return switch (kind) {
      case POWER -> power == 0 ? 1 / mean : power * toThe(mean, power - 1);
      case LOGIT -> 1 / (mean * (1 - mean));
      case PROBIT -> 1 / Normal.density(Normal.quantile(mean));
      case CLOGLOG -> 1 / ((mean - 1) * Math.log1p(-mean));
    };
  }

  /** Returns the mean for a value of the link. */
  double inverse(double linear) {
    return switch (kind) {
      case POWER -> power == 0 ? Math.exp(linear) : toThe(linear, 1 / power);
      case LOGIT -> 1 / (1 + Math.exp(-linear));
      case PROBIT -> Normal.cdf(linear);
      case CLOGLOG -> 1 - Math.exp(-Math.exp(linear));
    };
  }

  /** Handles the usual powers without {@code Math.pow}, which takes ten times as long. */
  private static double toThe(double base, double power) {
    if (power == 1) {
      return base;
    }
    if (power == -1) {
      return 1 / base;
    }
    if (power == 2) {
      return base * base;
    }
    return power == 0 ? 1 : Math.pow(base, power);
  }
}
