/**
 * Fits inside tasks: candidates on the same rows are trained and scored by one task, without a job
 * an iteration. Read {@link TaskFits} first.
 *
 * <p>Decision: what a trainer does not know exactly is left to an ordinary fit, which also reports
 * rows that MLlib refuses.
 */
@NullMarked
package org.espalier.spark.task;

import org.jspecify.annotations.NullMarked;
