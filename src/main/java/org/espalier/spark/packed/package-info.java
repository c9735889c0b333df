/**
 * Rows of tables that are too large for one task: they stay distributed, packed into arrays, and
 * candidates are trained by passes over them.
 *
 * <p>Read {@link org.espalier.spark.packed.PackedRows} first. For trees, {@link
 * org.espalier.spark.packed.PackedCodes} are the rows, and {@link
 * org.espalier.spark.packed.PassRounds} the way in which {@link
 * org.espalier.spark.packed.PassedForests} and {@link org.espalier.spark.packed.PassedBoosting}
 * read them.
 */
@NullMarked
package org.espalier.spark.packed;

import org.jspecify.annotations.NullMarked;
