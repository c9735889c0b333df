/**
 * Tables: where they are read from, and their shape, that is, the columns that models can see, what
 * these are derived from, the target and its task, and what identifies a row and the table.
 *
 * <p>{@link org.espalier.spark.data.table.Source} reads files in their formats, JDBC, tables of a
 * catalogue, SQL, and the tables inside the jar. {@link org.espalier.spark.data.table.TableShape}
 * derives the columns, {@link org.espalier.spark.data.table.Columns} gives each its role, {@link
 * org.espalier.spark.data.table.TableScan} counts in them by one {@link
 * org.espalier.spark.data.table.ColumnPass}, and {@link org.espalier.spark.data.table.RowHash}
 * names a row. {@link org.espalier.spark.data.table.ReservedColumns} are the names that we add.
 */
@NullMarked
package org.espalier.spark.data.table;

import org.jspecify.annotations.NullMarked;
