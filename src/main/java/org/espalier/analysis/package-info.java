/**
 * Conclusions from a study's tables: importance of parameters, and why a trial was proposed,
 * promoted or pruned. Read {@link TrialExplanation} first.
 *
 * <p>Decision: they read the tables alone, so that finished and interrupted studies of all kinds
 * are explained by the same code.
 */
@NullMarked
package org.espalier.analysis;

import org.jspecify.annotations.NullMarked;
