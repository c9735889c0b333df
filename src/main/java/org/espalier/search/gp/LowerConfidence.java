package org.espalier.search.gp;

/**
 * Negative lower confidence bound of the function (Srinivas et al., ICML 2010).
 *
 * @param width in standard deviations; not negative
 */
public record LowerConfidence(double width) implements Criterion {

  @Override
  public double of(double mean, double variance) {
    return width * Math.sqrt(variance) - mean;
  }

  @Override
  public double of(Posterior posterior, double[] gradient) {
    double deviation = Math.sqrt(posterior.variance());
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] =
          width * posterior.varianceGradient()[i] / (2 * deviation) - posterior.meanGradient()[i];
    }
    return of(posterior.mean(), posterior.variance());
  }
}
