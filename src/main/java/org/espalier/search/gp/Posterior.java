package org.espalier.search.gp;

/**
 * Posterior of the function at a point.
 *
 * @param variance of the function, without the noise; positive
 * @param meanGradient gradient of the mean by the coordinates of the point; 0 for a choice
 * @param varianceGradient gradient of the variance, likewise
 */
@SuppressWarnings("ArrayRecordComponent")
public // never compared: made for one step of a search
record Posterior(double mean, double variance, double[] meanGradient, double[] varianceGradient) {}
