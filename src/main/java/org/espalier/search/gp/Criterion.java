package org.espalier.search.gp;

/** What is looked for in the posterior of a place; the greater, the better. */
interface Criterion {

  double of(double mean, double variance);

  /** The value at a posterior, its gradient filled in. */
  double of(Posterior posterior, double[] gradient);
}
