/**
 * Samplers of configurations, each a function of the study so far, a number and a seed.
 *
 * <p>A sampler knows neither resources nor the cluster. Read {@link org.espalier.search.Sampler}
 * first.
 */
@NullMarked
package org.espalier.search;

import org.jspecify.annotations.NullMarked;
