/**
 * What runs next, at which resource, and who goes on: ask and tell.
 *
 * <p>A scheduler takes configurations from a sampler and sees rungs as indices into a ladder; it
 * knows neither folds' rows nor the cluster nor a clock. Read {@link
 * org.espalier.schedule.Scheduler} first.
 *
 * <p>Decision: a learner's own defaults are never pruned. They are ranked like all others and hold
 * a place if they earn it; otherwise they are carried along beside the places, so that they cost
 * the search none. In no rung do those carried along count in n. Only ASHA, which cannot know when
 * a place is earned for good, has them beside the others from the start.
 */
@NullMarked
package org.espalier.schedule;

import org.jspecify.annotations.NullMarked;
