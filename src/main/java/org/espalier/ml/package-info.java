/**
 * Library for Spark ML: {@link org.espalier.ml.Tuner} replaces Spark's {@code CrossValidator},
 * {@link org.espalier.ml.SplitTuner} replaces {@code TrainValidationSplit}.
 *
 * <p>Turns Params into the same plan as a job's settings and gives it, with cells of the user's own
 * estimator, to {@link org.espalier.engine}; knows neither settings files nor the page. With maps
 * and no strategy a tuner does the same as Spark's class: those maps in order, the same folds bit
 * for bit, no baseline, no held-out rows, no pruning. A map that fails is a failed trial, gets the
 * worst finite value seen, and never wins. With a space or a scheduler ({@link
 * org.espalier.ml.TunerParams}) the model contains the trials that completed at full fidelity.
 *
 * <p>Read {@link org.espalier.ml.TunerFit} first: one fit of either kind.
 *
 * <p>Decision: the additional params are default methods of an interface that create their Param
 * anew on each call. Params are equal by parent and name, so that both tuners share them without a
 * common superclass, which Spark's two classes do not allow. For the same reason each has setters
 * and readers of its own type; what a fit is, and what a model says of its study, stands once.
 */
@NullMarked
package org.espalier.ml;

import org.jspecify.annotations.NullMarked;
