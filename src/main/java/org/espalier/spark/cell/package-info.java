/**
 * Runs cells on the cluster: names their jobs, cancels them, counts what they cost and frees what
 * they leave.
 *
 * <p>What is fitted, and how it is scored, is a {@link org.espalier.spark.cell.CellWork}'s
 * business. Read {@link org.espalier.spark.cell.SparkCells} first.
 */
@NullMarked
package org.espalier.spark.cell;

import org.jspecify.annotations.NullMarked;
