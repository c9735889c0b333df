/**
 * Samplers of configurations, each a function of the study so far, a number and a seed. Read {@link
 * Sampler} first.
 *
 * <p>Decision: a sampler has no state of its own, so that a resumed study makes the same proposals
 * as an uninterrupted one.
 */
@NullMarked
package org.espalier.search;

import org.jspecify.annotations.NullMarked;
