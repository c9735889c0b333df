/**
 * The same loop without a cluster: what a study will ask for before anything is fitted, and how
 * strategies do on objectives that cost nothing.
 *
 * <p>Knows no Spark and no clock; files come in as readers and streams that others opened. Read
 * {@link org.espalier.simulate.DryRun} for the first, {@link org.espalier.simulate.Blackbox} and
 * {@link org.espalier.simulate.Simulation} for the second.
 *
 * <p>Decision: in the context of published surrogates that come as ONNX files, we decided to
 * evaluate their nets in plain Java from a flat form of the same weights, and against a native
 * runtime, accepting that whoever opens the files also reads their JSON into our records.
 */
@NullMarked
package org.espalier.simulate;

import org.jspecify.annotations.NullMarked;
