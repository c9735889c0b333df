/**
 * What every room of the Spark side needs: which Spark this is, and the one place where the lines
 * differ.
 *
 * <p>Knows no settings and no page. The rooms are {@code spark.data} (sources, splits, folds),
 * {@code spark.pipeline} (stages and learners), {@code spark.sharing} (what cells have in common),
 * {@code spark.cell} (runs cells and counts their cost) and {@code spark.store} (journal, tables,
 * folders).
 */
@NullMarked
package org.espalier.spark;

import org.jspecify.annotations.NullMarked;
