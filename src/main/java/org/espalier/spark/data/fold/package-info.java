/**
 * Folds and held-out rows: rules that cut the rows, counts of what comes of them, and repeats.
 *
 * <p>Read {@link org.espalier.spark.data.fold.FoldAssignment} first, the rule of the folds, and
 * {@link org.espalier.spark.data.fold.SparkFolds}, the one of Spark. {@link
 * org.espalier.spark.data.fold.RowCut} splits the rows by the {@link
 * org.espalier.spark.data.fold.SplitRule} of the plan. The cut rows are a {@link
 * org.espalier.spark.data.fold.FoldedTable}, of which jobs and tuners read parts.
 */
@NullMarked
package org.espalier.spark.data.fold;

import org.jspecify.annotations.NullMarked;
