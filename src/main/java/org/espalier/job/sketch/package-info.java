/**
 * Study files written for an inspected table, by the commands {@code init} and {@code auto}. Read
 * {@link TableInspection} first.
 *
 * <p>Decision: the written file is an ordinary study file, so that its user can continue it.
 */
@NullMarked
package org.espalier.job.sketch;

import org.jspecify.annotations.NullMarked;
