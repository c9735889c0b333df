/**
 * Samplers of configurations, each a function of the study so far, a number and a seed. Read {@link
 * Sampler} first.
 *
 * <p>Decision: a sampler has no state of its own, so that a resumed study proposes what the first
 * would have.
 */
@NullMarked
package org.espalier.search;

import org.jspecify.annotations.NullMarked;
