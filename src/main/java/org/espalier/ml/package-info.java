/**
 * The library face: {@link org.espalier.ml.Tuner}, in the place of Spark's {@code CrossValidator}.
 *
 * <p>Turns Params into the same study that the job runs; knows no settings file and no page. With
 * maps and no strategy it does what CrossValidator does: those maps in order, the same folds bit
 * for bit, no baseline, no held-out rows, no pruning. A map that fails is a failed trial, gets the
 * worst finite value seen, and never wins.
 */
@NullMarked
package org.espalier.ml;

import org.jspecify.annotations.NullMarked;
