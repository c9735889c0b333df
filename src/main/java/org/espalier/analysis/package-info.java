/**
 * Conclusions from the record of a study, without Spark: which parameters its scores depend on, and
 * why a trial was proposed, promoted or pruned.
 *
 * <p>They read the tables alone, so that a finished study and one that is interrupted, of a job, a
 * tuner or a function, are explained by the same code. Read {@link
 * org.espalier.analysis.TrialExplanation} and {@link org.espalier.analysis.ParameterImportance}
 * first.
 */
@NullMarked
package org.espalier.analysis;

import org.jspecify.annotations.NullMarked;
