/**
 * The sampler {@code tpe}: the tree-structured Parzen estimator, multivariate, over groups of
 * parameters that exist together.
 *
 * <p>Knows neither the scheduler nor the cluster. Read {@link org.espalier.search.tpe.TpeSampler}
 * first; a proposal goes through Observations (what the study says of each trial), Group (where
 * they lie), Split (the good ones and the others) and GroupModel (the densities of both).
 *
 * <p>Decision: in the context of observations at several rungs, we decided to compare losses at the
 * highest rung that enough trials completed, and against an order of the highest rung first, which
 * took trials that Hyperband begins high for good ones, accepting that the first few outcomes of a
 * high rung wait to be used.
 */
@NullMarked
package org.espalier.search.tpe;

import org.jspecify.annotations.NullMarked;
