/**
 * Workflow of studies that follow each other, from defaults to held-out rows. Read {@link
 * WorkflowSettings} first.
 *
 * <p>Decision: each study has its own folder and settings, so that an interrupted workflow resumes
 * study by study.
 */
@NullMarked
package org.espalier.job.workflow;

import org.jspecify.annotations.NullMarked;
