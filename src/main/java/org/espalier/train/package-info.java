/**
 * Training of learners in plain Java, on rows in a form of their own; the sub-packages have the
 * trainers. Read {@link Rows} first.
 *
 * <p>Decision: code of our own, with MLlib as its oracle in tests, because a small fit's time in
 * Spark is almost all the cost of its jobs.
 */
@NullMarked
package org.espalier.train;

import org.jspecify.annotations.NullMarked;
