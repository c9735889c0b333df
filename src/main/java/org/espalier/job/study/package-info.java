/**
 * One study of the job: rows read, strategies chosen, needs estimated and learners tried before it
 * begins; tables, page, summary and the final model written when it ends.
 *
 * <p>Read {@link org.espalier.job.prepare.PreparedStudy} first, then {@link
 * org.espalier.job.study.Rehearsal} and {@link org.espalier.job.model.StudyOutput}.
 */
@NullMarked
package org.espalier.job.study;

import org.jspecify.annotations.NullMarked;
