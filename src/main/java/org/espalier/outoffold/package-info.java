/**
 * Conclusions from out-of-fold scores: thresholds, calibration, ensembles, and the bias of the
 * selection. Read {@link OutOfFoldTable} first.
 *
 * <p>Decision: each choice is made on the other folds, scored on the one left out, and kept only if
 * it is better there.
 */
@NullMarked
package org.espalier.outoffold;

import org.jspecify.annotations.NullMarked;
