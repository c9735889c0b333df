/** Results of a study written by the job: tables, page, summary and the final model. */
@NullMarked
package org.espalier.job.output;

import org.jspecify.annotations.NullMarked;
