/**
 * Blackboxes: objectives that cost nothing to evaluate (published tables, surrogates of real tuning
 * runs, formulas), and the simulation that compares strategies on them.
 *
 * <p>Read {@link org.espalier.bench.blackbox.Blackbox} first, then {@link
 * org.espalier.bench.blackbox.Simulation}.
 *
 * <p>Decision: in the context of published surrogates that come as ONNX files, we decided to
 * evaluate their nets in plain Java from a flat form of the same weights, and against a native
 * runtime, accepting that the weights are exported once.
 */
@NullMarked
package org.espalier.bench.blackbox;

import org.jspecify.annotations.NullMarked;
