/**
 * Sampler {@code auto}: another one, chosen by the space, the number of trials and the outcomes so
 * far.
 *
 * <p>Read {@link org.espalier.search.auto.AutoSampler} first.
 *
 * <p>Decision: in the context of outcomes that are mostly noise or mostly failures, we decided to
 * stay with {@code gp}, and against more random proposals or a change to {@code tpe}, which were
 * worse in the search benchmark. A Sobol sequence replaces gp's first random points: equally good,
 * and better where a window is so wide that nothing but a beginning is left.
 */
@NullMarked
package org.espalier.search.auto;

import org.jspecify.annotations.NullMarked;
