/**
 * Search spaces: parameters with scales, conditions and constraints, and configurations. Read
 * {@link SearchSpace} first.
 *
 * <p>Decision: array-valued parameters are one dimension an element, so that a sampler sees single
 * values only.
 */
@NullMarked
package org.espalier.space;

import org.jspecify.annotations.NullMarked;
