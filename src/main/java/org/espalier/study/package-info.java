/**
 * State of a study: trials, proposals, outcomes, decisions.
 *
 * <p>Pure data. It knows neither how configurations are proposed nor where they are evaluated;
 * types that packages above share (the ladder of rungs, the cost of a cell) are here. Read {@link
 * org.espalier.study.Study} first, then {@link org.espalier.study.Proposal} and {@link
 * org.espalier.study.Outcome}.
 *
 * <p>Departures from a plain record of a run: a loss is always smaller-better, a score is in the
 * metric's own direction, and the loss that samplers and schedulers see is the score rounded to
 * {@value org.espalier.study.Objective#TOLD_DIGITS} significant digits.
 */
@NullMarked
package org.espalier.study;

import org.jspecify.annotations.NullMarked;
