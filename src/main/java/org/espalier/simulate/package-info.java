/**
 * Simulation: the tuning loop without a cluster, to predict what a study will request, how busy it
 * keeps a cluster, and what another strategy would have done with the record of a study.
 *
 * <p>Knows neither Spark nor a clock. Read {@link org.espalier.simulate.StudyPlayer} first, then
 * {@link org.espalier.simulate.DryRun} and {@link org.espalier.simulate.PastStudy}.
 */
@NullMarked
package org.espalier.simulate;

import org.jspecify.annotations.NullMarked;
