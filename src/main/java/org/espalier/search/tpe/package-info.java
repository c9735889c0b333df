/**
 * Sampler {@code tpe}: the multivariate tree-structured Parzen estimator, over groups of parameters
 * that exist together. Read {@link TpeSampler} first.
 *
 * <p>Decision: losses are compared at the highest rung that enough trials completed; an order by
 * rung favours trials that Hyperband starts high.
 */
@NullMarked
package org.espalier.search.tpe;

import org.jspecify.annotations.NullMarked;
