/**
 * The library face: {@link org.espalier.ml.Tuner} in the place of Spark's {@code CrossValidator},
 * {@link org.espalier.ml.SplitTuner} in that of {@code TrainValidationSplit}.
 *
 * <p>Turns Params into the same study that the job runs; knows no settings file and no page. With
 * maps and no strategy a tuner does what Spark's class does: those maps in order, the same folds
 * bit for bit, no baseline, no held-out rows, no pruning. A map that fails is a failed trial, gets
 * the worst finite value seen, and never wins. With a space or a scheduler ({@link
 * org.espalier.ml.TunerParams}) the model holds the trials that were completed in full.
 *
 * <p>Read {@link org.espalier.ml.TunerFit} first: one fit of either kind.
 *
 * <p>Decision: the params beside Spark's are default methods of an interface that make their Param
 * anew each time. Params are equal by parent and name, so that both tuners share them without a
 * common superclass, which Spark's two classes do not leave room for.
 */
@NullMarked
package org.espalier.ml;

import org.jspecify.annotations.NullMarked;
