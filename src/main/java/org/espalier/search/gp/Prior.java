package org.espalier.search.gp;

/**
 * Prior of a process for standardised values: normal densities of the logarithms of its
 * hyperparameters, and a normal density around 0 of its mean.
 *
 * @param lengthscale of the parameters
 * @param rung of the lengthscale of the rung
 * @param variance of the function
 * @param noise variance of an observation
 * @param meanPrecision inverse variance of the mean
 */
public record Prior(
    LogNormal lengthscale,
    LogNormal rung,
    LogNormal variance,
    LogNormal noise,
    double meanPrecision) {

  /** A normal density of a logarithm. */
  public record LogNormal(double centre, double deviation) {}

  /**
   * Lengthscale and noise of Hvarfner, Hellsten and Nardi (ICML 2024, arXiv 2402.02229, section 4),
   * the defaults of BoTorch since 0.12, for one dimension; the others have the order of magnitude
   * of standardised values.
   */
  public static Prior standard() {
    return new Prior(
        new LogNormal(Math.sqrt(2), Math.sqrt(3)),
        new LogNormal(0, 1),
        new LogNormal(0, 1),
        new LogNormal(-4, 1),
        1);
  }

  /**
   * Prior for more dimensions: distances grow with the square root of their number, and the prior
   * lengthscale with them.
   */
  public Prior scaled(int dimensions) {
    LogNormal scaled =
        new LogNormal(lengthscale.centre() + 0.5 * Math.log(dimensions), lengthscale.deviation());
    return new Prior(scaled, rung, variance, noise, meanPrecision);
  }

  /**
   * Prior whose centre of the noise is raised to a measured variance, at most to that of the values
   * themselves.
   */
  public Prior withNoiseOfAtLeast(double measured) {
    double centre = Math.max(noise.centre(), Math.min(0, Math.log(measured)));
    LogNormal raised = new LogNormal(centre, noise.deviation());
    return new Prior(lengthscale, rung, variance, raised, meanPrecision);
  }

  /** The density of the logarithm at an index: the coordinates, then variance and noise. */
  LogNormal of(int index, int coordinates) {
    if (index >= coordinates) {
      return index == coordinates ? variance : noise;
    }
    return index == coordinates - 1 ? rung : lengthscale;
  }

  /** Adds the gradient of the negative logarithm of the density; returns its value. */
  double add(double[] logs, int coordinates, double[] gradient) {
    double value = 0;
    for (int i = 0; i < logs.length; i++) {
      LogNormal density = of(i, coordinates);
      double z = (logs[i] - density.centre()) / density.deviation();
      value += 0.5 * z * z;
      gradient[i] += z / density.deviation();
    }
    return value;
  }
}
