/**
 * The sampler {@code auto}: one of the others, chosen by the space, the number of trials and what
 * was told.
 *
 * <p>Read {@link org.espalier.search.auto.AutoSampler} first.
 *
 * <p>Decision: in the context of outcomes that are mostly noise or mostly failures, we decided to
 * stay with {@code gp}, and against more random proposals or {@code tpe}, which were tried: {@code
 * bench.sh search 8} (four problems that are not reported, five folds, 6 seeds, W = 1; mean log10
 * regret of the trial that looks best after 50 and 100 trials). With noise of each fold four times
 * the spread of all errors, gp reached -0.79 (standard error 0.24) and -0.69 (0.24), tpe -0.10
 * (0.05) and -0.30 (0.12), and gp with every second proposal random where an analysis of variance
 * found no difference between trials -0.16 (0.05) and -0.62 (0.23). Where the worse six tenths of
 * all configurations fail, gp reached -1.59 (0.56) and -2.14 (0.56), tpe -0.44 (0.28) and -0.50
 * (0.28), and gp that gave way to tpe after 16 outcomes -0.55 (0.44) and -0.78 (0.60). A Sobol
 * sequence in the place of gp's first random points made no difference (seven problems without
 * noise: -3.72 and -4.49 against -3.65 and -4.50, standard error 0.2), and is the better choice
 * where a window leaves nothing but a beginning.
 */
@NullMarked
package org.espalier.search.auto;

import org.jspecify.annotations.NullMarked;
