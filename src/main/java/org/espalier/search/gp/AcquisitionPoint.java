package org.espalier.search.gp;

import org.espalier.space.Configuration;

/**
 * Point in the space, with its acquisition.
 *
 * @param positions positions of all parameters in [0, 1], including those that do not exist there,
 *     so that a move that makes them exist has a value for them
 * @param point coordinates of the point for the kernel
 */
@SuppressWarnings("ArrayRecordComponent")
public // compared by configuration only
record AcquisitionPoint(
    double[] positions, double[] point, Configuration configuration, double acquisition) {}
