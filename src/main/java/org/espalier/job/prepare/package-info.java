/**
 * Preparation of a job's study: session, rows and space, valid before anything is fitted. Read
 * {@link PreparedStudy} first.
 *
 * <p>Decision: all problems of settings, class path and data are reported at once, in this order,
 * before a search starts.
 */
@NullMarked
package org.espalier.job.prepare;

import org.jspecify.annotations.NullMarked;
