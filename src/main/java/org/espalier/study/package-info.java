/**
 * Record of a study: trials, proposals, outcomes, decisions and costs; pure data. Read {@link
 * Study} first.
 *
 * <p>Decision: a score is in the metric's direction and a loss always smaller-better, rounded, so
 * that no sampler learns from noise of the arithmetic.
 */
@NullMarked
package org.espalier.study;

import org.jspecify.annotations.NullMarked;
