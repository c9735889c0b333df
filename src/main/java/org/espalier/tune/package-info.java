/**
 * The loop of a study: ask, evaluate, record, tell, stop; the same for jobs, library and simulator.
 * Read {@link TuningLoop} first.
 *
 * <p>Decision: it runs on a virtual clock, so that proposals and tables follow from settings, data,
 * seed and window, never from durations.
 */
@NullMarked
package org.espalier.tune;

import org.jspecify.annotations.NullMarked;
