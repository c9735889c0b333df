package org.espalier.search.tpe;

import java.util.random.RandomGenerator;

/**
 * Kernel density over one axis, the same around any centre but for the truncation at the ends of
 * the axis, with the prior density, that of the space itself.
 */
interface Kernel {

  /** Logarithm of the factor by which the density around a centre integrates to one. */
  double logScale(double centre);

  /** Adds to each sum the logarithm of the density at a coordinate around its centre, unscaled. */
  void add(double at, double[] centres, double[] sums);

  /** A coordinate drawn from the density around a centre. */
  double draw(double centre, RandomGenerator random);

  /** Logarithm of the prior density. */
  double logPrior(double at);

  /** A coordinate drawn from the prior. */
  double drawPrior(RandomGenerator random);
}
