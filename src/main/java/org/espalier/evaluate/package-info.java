/**
 * Evaluation of proposals: each is split into cells, one a fold, which a pool runs on threads. Read
 * {@link EvaluationPool} first.
 *
 * <p>Decision: a pool returns cells, not outcomes; {@link CrossValidation} aggregates them, since
 * means over rungs need the study.
 */
@NullMarked
package org.espalier.evaluate;

import org.jspecify.annotations.NullMarked;
