/**
 * Schedulers: ask-and-tell strategies that decide what runs next, at which resource, and who is
 * promoted. Read {@link Scheduler} first.
 *
 * <p>Decision: a learner's defaults are never pruned; where they do not earn their place they are
 * promoted in addition.
 */
@NullMarked
package org.espalier.schedule;

import org.jspecify.annotations.NullMarked;
