/**
 * Preparation of a study by the job: rows read, strategies chosen, needs estimated, learners tried.
 *
 * <p>Read {@link org.espalier.job.prepare.PreparedStudy} first, then {@link
 * org.espalier.job.prepare.Rehearsal}.
 */
@NullMarked
package org.espalier.job.prepare;

import org.jspecify.annotations.NullMarked;
