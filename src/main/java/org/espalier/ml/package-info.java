/**
 * Library for Spark ML: drop-in replacements of {@code CrossValidator} and {@code
 * TrainValidationSplit}, and {@link AutoTuner}. Read {@link Tuner} first.
 *
 * <p>Decision: the additional params are default methods of {@link TunerParams}, as Spark's two
 * classes allow no common superclass.
 */
@NullMarked
package org.espalier.ml;

import org.jspecify.annotations.NullMarked;
