/**
 * Schedulers: ask-and-tell strategies that decide what runs next, at which resource, and which
 * trials are promoted.
 *
 * <p>A scheduler takes configurations from a sampler and sees rungs as indices into a ladder; it
 * knows neither folds' rows nor the cluster nor a clock. Read {@link
 * org.espalier.schedule.Scheduler} first.
 *
 * <p>Decision: a learner's own defaults are never pruned. They are ranked like all others and take
 * a place if they are good enough; otherwise they are promoted in addition, so that no other trial
 * loses its place. Trials promoted in addition do not count in n. ASHA, where a place is never
 * final, promotes defaults in addition from the start.
 */
@NullMarked
package org.espalier.schedule;

import org.jspecify.annotations.NullMarked;
