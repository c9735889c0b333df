/**
 * Numerical methods on arrays of doubles: symmetric systems, minimisation with bounds or an L1
 * penalty, the normal distribution. Read {@link QuasiNewton} first.
 *
 * <p>Decision: implementations of our own, tested against tables and identities, so that the core
 * needs nothing but the JDK.
 */
@NullMarked
package org.espalier.numeric;

import org.jspecify.annotations.NullMarked;
