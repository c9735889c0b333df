/**
 * Evaluation of proposals: each is split into cells, which a pool runs and whose outcomes are
 * aggregated.
 *
 * <p>Knows neither schedulers nor Spark; a {@link org.espalier.evaluate.BatchRunner} fits and
 * scores. Read {@link org.espalier.evaluate.EvaluationPool} first.
 *
 * <p>Decision: a pool returns cells, not an {@link org.espalier.study.Outcome}. The mean that
 * includes folds of earlier rungs, and the loss of a failure, need the study, so {@link
 * org.espalier.evaluate.CrossValidation} computes them for every pool. A wait has a limit, so that
 * a deadline needs no second way to interrupt it.
 */
@NullMarked
package org.espalier.evaluate;

import org.jspecify.annotations.NullMarked;
