/**
 * The sampler {@code tpe}: the tree-structured Parzen estimator, multivariate, over groups of
 * parameters that exist together.
 *
 * <p>Knows neither the scheduler nor the cluster. Read {@link org.espalier.search.tpe.TpeSampler}
 * first; a proposal goes through Observations (what the study says of each trial), Group (where
 * they lie), Split (the good ones and the others) and GroupModel (the densities of both).
 *
 * <p>Decision: in the context of observations at several rungs, we decided for one order, the
 * highest rung first and by loss within it, and against losses that are brought to one level: a low
 * rung that misleads then costs what it costs the scheduler, and no more.
 */
@NullMarked
package org.espalier.search.tpe;

import org.jspecify.annotations.NullMarked;
