/**
 * Loop of a study: ask, evaluate, record, tell, stop; jobs, library and simulator share it. Read
 * {@link TuningLoop} first.
 *
 * <p>Decision: it runs on a virtual clock, so that proposals and tables follow from settings, data,
 * seed and window, never from durations.
 */
@NullMarked
package org.espalier.tune;

import org.jspecify.annotations.NullMarked;
