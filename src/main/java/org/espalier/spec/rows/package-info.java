/**
 * Plans of rows: tables, roles of columns, held-out rows and folds. Read {@link DataPlan} first.
 *
 * <p>Decision: a plan holds what the file says; what follows from the table's content is decided in
 * {@code spark.data}.
 */
@NullMarked
package org.espalier.spec.rows;

import org.jspecify.annotations.NullMarked;
