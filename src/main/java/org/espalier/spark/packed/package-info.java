/**
 * Rows of tables that are too large for one task: they stay distributed, packed into arrays, and
 * candidates are trained by passes over them.
 *
 * <p>Read {@link org.espalier.spark.packed.PackedRows} first.
 */
@NullMarked
package org.espalier.spark.packed;

import org.jspecify.annotations.NullMarked;
