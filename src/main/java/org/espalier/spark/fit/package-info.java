/**
 * Fits of a study's cells: each fits the chain of its configuration on a part of a table and scores
 * it. Read {@link CellFits} and {@link PipelineFits} first.
 *
 * <p>Decision: jobs and tuners fit the same chains. Only the last estimator is fitted for each
 * cell; cells share the other stages and the rows after them.
 */
@NullMarked
package org.espalier.spark.fit;

import org.jspecify.annotations.NullMarked;
