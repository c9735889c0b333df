/**
 * Models and files that a job's study leaves: the final model, its refinement, the comparison with
 * the one in use. Read {@link FinalModel} first.
 *
 * <p>Decision: under a deadline a fallback model is saved before the search, so that no study ends
 * without one.
 */
@NullMarked
package org.espalier.job.model;

import org.jspecify.annotations.NullMarked;
