/**
 * The sampler {@code auto}: one of the others, chosen by the space, the number of trials and what
 * was told.
 *
 * <p>Read {@link org.espalier.search.auto.AutoSampler} first.
 */
@NullMarked
package org.espalier.search.auto;

import org.jspecify.annotations.NullMarked;
