/**
 * Rows of folds inside a task: the columns that are read, their collection in arrays, and the part
 * of a fold that a trainer sees.
 */
@NullMarked
package org.espalier.spark.local.rows;

import org.jspecify.annotations.NullMarked;
