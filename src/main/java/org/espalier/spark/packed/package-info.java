/**
 * Training on rows that are too large for a task. They stay distributed, packed into arrays, and
 * passes over them train the candidates. Read {@link PackedRows} first.
 *
 * <p>Decision: sums of partitions are added in the order of the partitions, so that a model does
 * not depend on the cluster.
 */
@NullMarked
package org.espalier.spark.packed;

import org.jspecify.annotations.NullMarked;
