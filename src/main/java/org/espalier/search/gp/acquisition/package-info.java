/** Acquisition functions of a Gaussian process, and the search for their maximum. */
@NullMarked
package org.espalier.search.gp.acquisition;

import org.jspecify.annotations.NullMarked;
