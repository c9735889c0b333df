/**
 * Folds and held-out rows: rules that cut the rows, counts, and the out-of-fold scores of cells.
 * Read {@link FoldedTable} first.
 *
 * <p>Decision: a fold is a column of one table, not a copy of it; Spark's own folds are reproduced
 * bit for bit.
 */
@NullMarked
package org.espalier.spark.data.fold;

import org.jspecify.annotations.NullMarked;
