/**
 * Sampler {@code tpe}: the tree-structured Parzen estimator, multivariate, over groups of
 * parameters that exist together.
 *
 * <p>Knows neither the scheduler nor the cluster. Read {@link org.espalier.search.tpe.TpeSampler}
 * first; a proposal uses, in this order, Observations (outcomes of each trial), Group (their
 * parameters), Split (good and other trials) and GroupModel (the densities of both).
 *
 * <p>Decision: in the context of observations at several rungs, we decided to compare losses at the
 * highest rung that enough trials completed, and against an order by rung, highest first, which
 * takes trials that Hyperband starts at a high rung for good ones, accepting that the first few
 * outcomes of a high rung are not used at once.
 */
@NullMarked
package org.espalier.search.tpe;

import org.jspecify.annotations.NullMarked;
