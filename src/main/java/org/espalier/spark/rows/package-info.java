/**
 * Rows that many cells read: stored once on the cluster, within a budget, and made again if the
 * cluster loses them.
 *
 * <p>They are values of a {@link org.espalier.cache.WorkCache}: a table with its folds, prepared
 * features, rows behind shared stages.
 *
 * <p>Rows are shared by the stages behind which they stand: {@link
 * org.espalier.spark.rows.PipelineSteps} are the stages of a configuration, a {@link
 * org.espalier.spark.rows.StepKey} says which are equal; their neighbours say which treat each row
 * by itself and which columns they need.
 */
@NullMarked
package org.espalier.spark.rows;

import org.jspecify.annotations.NullMarked;
