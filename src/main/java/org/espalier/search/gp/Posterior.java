package org.espalier.search.gp;

/**
 * What a process says of the function at a point.
 *
 * @param variance of the function, without the noise; positive
 * @param meanGradient by the coordinates of the point; 0 of a choice
 * @param varianceGradient the same of the variance
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: made for one step of a search
record Posterior(double mean, double variance, double[] meanGradient, double[] varianceGradient) {}
