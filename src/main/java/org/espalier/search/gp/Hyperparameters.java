package org.espalier.search.gp;

/**
 * Hyperparameters of a process.
 *
 * @param lengthscales of the coordinates, the rung last
 * @param variance of the function
 * @param noise variance of an observation around it
 * @param mean of the function
 */
@SuppressWarnings("ArrayRecordComponent")
public // never compared
record Hyperparameters(double[] lengthscales, double variance, double noise, double mean) {}
