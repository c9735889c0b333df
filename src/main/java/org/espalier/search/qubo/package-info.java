/**
 * Sampler {@code fmqa}: a factorisation machine over bits that code configurations, which is a
 * quadratic unconstrained binary optimisation problem (QUBO), minimised by simulated annealing.
 *
 * <p>Read {@link org.espalier.search.qubo.FmqaSampler} first.
 */
@NullMarked
package org.espalier.search.qubo;

import org.jspecify.annotations.NullMarked;
