/**
 * What one evaluation is: a proposal, cut into cells, run by a pool, put together again.
 *
 * <p>Knows no scheduler and no Spark; a {@link org.espalier.evaluate.CellRunner} fits and scores,
 * wherever. Read {@link org.espalier.evaluate.EvaluationPool} first.
 *
 * <p>Decision: a pool hands back cells, not an {@link org.espalier.study.Outcome}. The mean over
 * folds of earlier rungs and the loss of a failure need the study, so {@link
 * org.espalier.evaluate.CrossValidation} does it once for every pool. A wait has a limit, so that a
 * deadline needs no second way to interrupt it.
 */
@NullMarked
package org.espalier.evaluate;

import org.jspecify.annotations.NullMarked;
