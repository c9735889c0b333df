/**
 * Simulation: the tuning loop without a cluster, to predict what a study will request and to
 * compare strategies on objectives that cost nothing.
 *
 * <p>Knows neither Spark nor a clock; files come in as readers and streams that the caller opened.
 * Read {@link org.espalier.simulate.DryRun} for the first, {@link org.espalier.simulate.Blackbox}
 * and {@link org.espalier.simulate.Simulation} for the second.
 *
 * <p>Decision: in the context of published surrogates that come as ONNX files, we decided to
 * evaluate their nets in plain Java from a flat form of the same weights, and against a native
 * runtime, accepting that the caller who opens the files also converts their JSON to our records.
 */
@NullMarked
package org.espalier.simulate;

import org.jspecify.annotations.NullMarked;
