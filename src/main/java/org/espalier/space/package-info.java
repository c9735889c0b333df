/**
 * What may be tried: parameters with their scales, the conditions between them, and one
 * configuration out of them.
 *
 * <p>Knows nothing of Spark or of learners; a name is a name and a value is a Boolean, an Integer,
 * a Long, a Double, a String or a list of these. Read {@link org.espalier.space.SearchSpace} first,
 * then {@link org.espalier.space.Parameter}.
 *
 * <p>In the context of array-valued parameters, we decided for one dimension an element, named by
 * its index, and against a parameter of many coordinates: a sampler sees single values only, and an
 * element may have a condition of its own.
 */
@NullMarked
package org.espalier.space;

import org.jspecify.annotations.NullMarked;
