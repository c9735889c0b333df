/**
 * Terminal output of jobs: progress, the closing summary, problems and descriptions of learners.
 * Read {@link Progress} first.
 *
 * <p>Decision: control characters in names and messages are filtered in one place, {@link Console}.
 */
@NullMarked
package org.espalier.job.terminal;

import org.jspecify.annotations.NullMarked;
