package org.espalier.search.gp;

import org.espalier.numeric.Normal;

/**
 * Logarithm of the expected improvement below a best value, stable where the improvement itself
 * would be 0 in double precision (Ament et al., NeurIPS 2023, section 4.1 and equation 9, for
 * minimisation).
 *
 * @param best the value to improve on
 */
public record LogExpectedImprovement(double best) {

  /** log(π/2) / 2: the constant of the middle branch. */
  private static final double HALF_LOG_HALF_PI = 0.5 * Math.log(Math.PI / 2);

  /** Below, two terms of the asymptotic series are exact to 1e-11, and 1 - exp(x) is not. */
  private static final double FAR = -1e3;

  /** log(φ(z) + z Φ(z)). */
  static double logH(double z) {
    if (z > -1) {
      return Math.log(Normal.density(z) + z * Normal.cdf(z));
    }
    double log = Normal.logDensity(z);
    if (z <= FAR) {
      return log - 2 * Math.log(-z) + Math.log1p(-3 / (z * z));
    }
    double x = Math.log(Normal.erfcx(-z / Math.sqrt(2)) * -z) + HALF_LOG_HALF_PI;
    return log + log1mexp(x);
  }

  /** log(1 - exp(x)) for x below 0 (Mächler 2012). */
  private static double log1mexp(double x) {
    return x > -Math.log(2) ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
  }

  /** The derivative of {@link #logH}: Φ(z) / h(z). */
  static double slope(double z, double logH) {
    return Math.exp(Normal.logCdf(z) - logH);
  }

  double value(double mean, double variance) {
    double deviation = Math.sqrt(variance);
    return logH((best - mean) / deviation) + Math.log(deviation);
  }

  /** The value at a posterior, its gradient filled in. */
  double value(Posterior posterior, double[] gradient) {
    double deviation = Math.sqrt(posterior.variance());
    double z = (best - posterior.mean()) / deviation;
    double logH = logH(z);
    double slope = slope(z, logH);
    for (int i = 0; i < gradient.length; i++) {
      double spread = posterior.varianceGradient()[i] / (2 * deviation);
      double dz = (-posterior.meanGradient()[i] - z * spread) / deviation;
      gradient[i] = slope * dz + spread / deviation;
    }
    return logH + Math.log(deviation);
  }
}
