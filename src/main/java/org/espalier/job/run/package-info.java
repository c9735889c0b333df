/**
 * Run of one study of a job under its time: claims the folder, starts or resumes the study, and
 * stores its best result when the time is up. Read {@link StudyDriver} first.
 *
 * <p>Decision: under a deadline the run has a thread of its own, so that a late step cannot keep
 * the job from leaving a model.
 */
@NullMarked
package org.espalier.job.run;

import org.jspecify.annotations.NullMarked;
