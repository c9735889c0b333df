/**
 * Random generators of Spark's samplers, number for number.
 *
 * <p>Sources: Marsaglia, Xorshift RNGs, J. Stat. Softw. 8 (2003) 14, with the shifts and the seed
 * hashing of Spark's {@code XORShiftRandom}; Panneton, L'Ecuyer and Matsumoto, Improved long-period
 * generators based on linear recurrences modulo 2, ACM TOMS 32 (2006) 1, with the seeding of
 * commons-math3's {@code Well19937c}; Poisson numbers by multiplication: Knuth, TAOCP 2, 3.4.1.
 */
@NullMarked
package org.espalier.train.random;

import org.jspecify.annotations.NullMarked;
