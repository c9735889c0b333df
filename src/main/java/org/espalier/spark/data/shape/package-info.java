/**
 * Shape of a table: the columns that models can see, what they are derived from, the target and its
 * task, and what identifies a row and the table.
 *
 * <p>{@link org.espalier.spark.data.shape.TableShape} derives the columns, {@link
 * org.espalier.spark.data.shape.Columns} gives each its role, {@link
 * org.espalier.spark.data.shape.TableScan} counts in them, and {@link
 * org.espalier.spark.data.shape.RowHash} names a row.
 */
@NullMarked
package org.espalier.spark.data.shape;

import org.jspecify.annotations.NullMarked;
