/**
 * The studies of a workflow, from the defaults to held-out rows, and their settings. Begin with
 * {@link org.espalier.job.workflow.WorkflowSettings}.
 */
@NullMarked
package org.espalier.job.workflow;

import org.jspecify.annotations.NullMarked;
