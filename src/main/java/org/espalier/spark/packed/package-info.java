/**
 * Rows too large for a task: they stay distributed, packed into arrays, and candidates are trained
 * by passes over them. Read {@link PackedRows} first.
 *
 * <p>Decision: sums of partitions are added in their order, so that a model does not depend on the
 * cluster.
 */
@NullMarked
package org.espalier.spark.packed;

import org.jspecify.annotations.NullMarked;
