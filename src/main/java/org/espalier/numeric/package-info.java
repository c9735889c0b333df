/**
 * Numerical methods on arrays of doubles: dense symmetric systems, minimisation with bounds or with
 * an L1 penalty, the normal distribution, and how well predictions order times.
 *
 * <p>Knows nothing of studies or learners. Matrices are flat and row by row; nothing here keeps an
 * array it was given. Read {@link org.espalier.numeric.Cholesky} first, then {@link
 * org.espalier.numeric.QuasiNewton}.
 *
 * <p>In the context of a core that runs with our jar alone on the class path, we decided for own
 * implementations of these few methods, each against a table or an identity in its test, and
 * against a linear algebra library, accepting that they are written for systems of some hundred
 * unknowns.
 */
@NullMarked
package org.espalier.numeric;

import org.jspecify.annotations.NullMarked;
