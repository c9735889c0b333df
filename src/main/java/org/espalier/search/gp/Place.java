package org.espalier.search.gp;

import org.espalier.space.Configuration;

/**
 * Somewhere in the space, and what the acquisition says of it.
 *
 * @param positions of all parameters in [0, 1], those included that do not exist there, so that a
 *     move that makes them exist has a value for them
 * @param point what the kernel sees of it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by configuration only
record Place(double[] positions, double[] point, Configuration configuration, double acquisition) {}
