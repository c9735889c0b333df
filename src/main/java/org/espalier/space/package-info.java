/**
 * What may be tried: parameters with their scales, the conditions between them, and one
 * configuration out of them.
 *
 * <p>Knows nothing of Spark or of learners; a name is a name and a value is a Boolean, an Integer,
 * a Long, a Double or a String. Read {@link org.espalier.space.SearchSpace} first, then {@link
 * org.espalier.space.Parameter}.
 */
@NullMarked
package org.espalier.space;

import org.jspecify.annotations.NullMarked;
