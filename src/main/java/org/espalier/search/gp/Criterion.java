package org.espalier.search.gp;

/** Criterion of the posterior at a point; larger is better. */
public interface Criterion {

  double of(double mean, double variance);

  /** The value at a posterior, its gradient filled in. */
  double of(Posterior posterior, double[] gradient);
}
