/**
 * Training of learners in plain Java, on rows in a form of their own.
 *
 * <p>Models equal those that Spark's MLlib trains on the same rows, partitions and seed, by the
 * definitions that the sub-packages name. No job or thread is started, so that a training can run
 * inside one task. Memory and work are known before a start, and a request to end is noticed within
 * a tenth of a second. Read {@link org.espalier.train.tree.ForestTrainer} first.
 *
 * <p>Shared by all trainers: {@link org.espalier.train.Rows} in memory, sums over them ({@link
 * org.espalier.train.Moments}, {@link org.espalier.train.Gram}), and the random generators of
 * Spark's samplers, number for number.
 *
 * <p>Sources of the generators: Marsaglia, Xorshift RNGs, J. Stat. Softw. 8 (2003) 14, with the
 * shifts and the seed hashing of Spark's {@code XORShiftRandom}; Panneton, L'Ecuyer and Matsumoto,
 * Improved long-period generators based on linear recurrences modulo 2, ACM TOMS 32 (2006) 1, with
 * the seeding of commons-math3's {@code Well19937c}; Poisson numbers by multiplication: Knuth,
 * TAOCP 2, 3.4.1.
 *
 * <p>In the context of searches whose single fits are small, facing that almost all of a fit's time
 * in Spark is the cost of its jobs, we decided to train each candidate inside one task by code of
 * our own, with MLlib as its oracle in tests, accepting that the order of Spark's random draws is
 * part of what is built here.
 */
@NullMarked
package org.espalier.train;

import org.jspecify.annotations.NullMarked;
