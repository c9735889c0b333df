/**
 * Training of Spark's learners in plain Java, on rows in their own layout. The sub-packages hold
 * the trainers. Read {@link Rows} first.
 *
 * <p>Decision: the algorithms are reimplemented here, and tests compare them with MLlib. In Spark a
 * small fit spends almost all of its time on the overhead of jobs.
 */
@NullMarked
package org.espalier.train;

import org.jspecify.annotations.NullMarked;
