/**
 * Rows that many cells read: stored once on the cluster, within a budget, and made again if the
 * cluster loses them.
 *
 * <p>They are values of a {@link org.espalier.cache.WorkGraph}: a table with its folds, prepared
 * features, rows behind shared stages.
 */
@NullMarked
package org.espalier.spark.rows;

import org.jspecify.annotations.NullMarked;
