/**
 * Numerical methods on arrays of doubles: dense symmetric systems, minimisation with bounds or with
 * an L1 penalty, and the normal distribution.
 *
 * <p>Knows neither studies nor learners. Matrices are flat and row by row; nothing here keeps an
 * array it was given. Read {@link org.espalier.numeric.Cholesky} first, then {@link
 * org.espalier.numeric.QuasiNewton}.
 *
 * <p>In the context of a core that needs nothing but this jar on the class path, we decided for our
 * own implementations of these few methods, each tested against a table or an identity, and against
 * a linear algebra library, accepting that they are written for systems of a few hundred unknowns.
 */
@NullMarked
package org.espalier.numeric;

import org.jspecify.annotations.NullMarked;
