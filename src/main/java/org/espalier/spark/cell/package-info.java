/**
 * Execution of cells on the cluster: names and cancels their jobs, runs attempts, measures cost.
 * Read {@link SparkBatches} first.
 *
 * <p>Decision: a batch is trained in the thread of its first cell, which pays for shared jobs; a
 * task continues while one of its cells is wanted.
 */
@NullMarked
package org.espalier.spark.cell;

import org.jspecify.annotations.NullMarked;
