/**
 * Sampler {@code fmqa}: a factorisation machine over bits, minimised as a QUBO by simulated
 * annealing. Read {@link FmqaSampler} first.
 *
 * <p>Decision: the problem is a value of its own, {@link Qubo}, so that other solvers can take it.
 */
@NullMarked
package org.espalier.search.qubo;

import org.jspecify.annotations.NullMarked;
