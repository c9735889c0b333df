/**
 * Where candidates are trained: inside a task, by passes or by jobs, by the memory that is there.
 * Read {@link TrainingPlaces} first.
 *
 * <p>Decision: the place follows from plan, heap, params and rows, never from the load, so that it
 * is the same when resumed.
 */
@NullMarked
package org.espalier.spark.placement;

import org.jspecify.annotations.NullMarked;
