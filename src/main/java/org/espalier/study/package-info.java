/**
 * What was tried and what came of it: trials, proposals, outcomes, decisions, and the study that
 * holds them.
 *
 * <p>Pure data. It knows neither how configurations are proposed nor where they are evaluated; what
 * two packages above it share (the ladder of rungs, the costs of a cell) lives here. Read {@link
 * org.espalier.study.Study} first, then {@link org.espalier.study.Proposal} and {@link
 * org.espalier.study.Outcome}.
 *
 * <p>Departures from a plain record of a run: a loss is always smaller-better, a score is in the
 * metric's own direction, and the loss that is told is the score rounded to {@value
 * org.espalier.study.Objective#TOLD_DIGITS} significant digits.
 */
@NullMarked
package org.espalier.study;

import org.jspecify.annotations.NullMarked;
