/**
 * Conclusions from out-of-fold scores: what models predict for rows that they were not fitted on.
 * Decision thresholds, calibration, ensembles, and the winner's score corrected for the selection.
 *
 * <p>Knows neither Spark nor settings, and fits no learner. Read {@link
 * org.espalier.outoffold.OutOfFoldTable} first, then {@link org.espalier.outoffold.Scoring}.
 *
 * <p>Decision: in the context of choices that are made after a search, facing rows by which
 * configurations were chosen already, we decided that each choice is made on the rows of the other
 * folds and scored on those of the left-out one, and is kept only if it is better there, and
 * against a further split of the rows, accepting as many choices as there are folds.
 */
@NullMarked
package org.espalier.outoffold;

import org.jspecify.annotations.NullMarked;
