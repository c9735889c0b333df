/**
 * Simulation: the tuning loop without a cluster, to predict what a study will request, and how busy
 * it keeps a cluster.
 *
 * <p>Knows neither Spark nor a clock. Read {@link org.espalier.simulate.StudyPlayer} first, then
 * {@link org.espalier.simulate.DryRun}.
 */
@NullMarked
package org.espalier.simulate;

import org.jspecify.annotations.NullMarked;
