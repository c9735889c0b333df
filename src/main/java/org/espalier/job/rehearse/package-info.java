/**
 * Fits before a search: each learner's defaults on a few rows, the estimate of cost, and a model to
 * fall back on. Read {@link Rehearsal} first.
 *
 * <p>Decision: learners that fail here fail before the search, at the price of one small fit each.
 */
@NullMarked
package org.espalier.job.rehearse;

import org.jspecify.annotations.NullMarked;
