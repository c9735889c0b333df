/**
 * Search spaces: parameters with their scales, conditions and constraints between them, and
 * configurations.
 *
 * <p>Knows neither Spark nor learners; names are opaque, and a value is a Boolean, an Integer, a
 * Long, a Double, a String or a list of these. Read {@link org.espalier.space.SearchSpace} first,
 * then {@link org.espalier.space.Parameter}.
 *
 * <p>In the context of array-valued parameters, we decided for one dimension per element, named by
 * its index, and against a parameter of many coordinates: a sampler sees single values only, and an
 * element may have a condition of its own.
 */
@NullMarked
package org.espalier.space;

import org.jspecify.annotations.NullMarked;
