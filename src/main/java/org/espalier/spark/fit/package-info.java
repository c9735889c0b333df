/**
 * Fits of a study's cells: each fits the chain of its configuration on a part of a table and scores
 * it. Read {@link CellFits} and {@link PipelineFits} first.
 *
 * <p>Decision: jobs and tuners fit the same chains; the last estimator alone is fitted on rows
 * behind the other stages, which are shared.
 */
@NullMarked
package org.espalier.spark.fit;

import org.jspecify.annotations.NullMarked;
