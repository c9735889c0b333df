/**
 * Rows collected for training inside tasks: their columns, arrays, broadcast and size. Read {@link
 * CollectedRows} first.
 *
 * <p>Decision: one collected table serves all folds of all cells, which see it through {@link
 * FoldRows}.
 */
@NullMarked
package org.espalier.spark.collected;

import org.jspecify.annotations.NullMarked;
