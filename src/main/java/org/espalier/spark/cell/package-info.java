/**
 * Execution of cells on the cluster: names and cancels their jobs, measures their cost and frees
 * what they leave in storage.
 *
 * <p>A {@link org.espalier.spark.cell.CellWork} defines what is fitted and how it is scored. Read
 * {@link org.espalier.spark.cell.SparkCells} first.
 */
@NullMarked
package org.espalier.spark.cell;

import org.jspecify.annotations.NullMarked;
