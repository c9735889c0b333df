/**
 * Tuning loop (ask, evaluate, record, tell, stop), shared by the job, the library and the
 * simulator.
 *
 * <p>It runs the study on a virtual clock, so that proposals, decisions and tables are a function
 * of settings, data, seed and window and not of capacity, arrival or duration. Read {@link
 * org.espalier.tune.TuningLoop}.
 */
@NullMarked
package org.espalier.tune;

import org.jspecify.annotations.NullMarked;
