/**
 * Plans of rows: tables, roles of columns, held-out rows and folds. Read {@link DataPlan} first.
 *
 * <p>Decision: a plan holds the settings of the file; {@code spark.data} decides what depends on
 * the content of the table.
 */
@NullMarked
package org.espalier.spec.rows;

import org.jspecify.annotations.NullMarked;
