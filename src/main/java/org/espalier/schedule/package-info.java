/**
 * Schedulers: ask-and-tell strategies that decide what runs next, at which resource, and who is
 * promoted. Read {@link Scheduler} first.
 *
 * <p>Decision: a learner's defaults are never pruned; if they are not among the best, they are
 * promoted in addition.
 */
@NullMarked
package org.espalier.schedule;

import org.jspecify.annotations.NullMarked;
