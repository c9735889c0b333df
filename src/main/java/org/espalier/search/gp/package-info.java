/**
 * The sampler {@code gp}: Bayesian optimisation with a Gaussian process over the unit positions of
 * the parameters.
 *
 * <p>Knows neither the scheduler nor the cluster. Read {@link org.espalier.search.gp.GpSampler}
 * first; a proposal goes through Observations (what the study says), LossScale (the losses on the
 * scale of the model), HyperparameterFit, GaussianProcess, Acquisition and AcquisitionSearch.
 *
 * <p>Measured ({@code bench.sh search 3}, mean log10 regret over nine problems after 50 and 100
 * evaluations; Optuna's GP, asked one at a time, has -3.06 and -3.97): -3.93 and -4.48 at a window
 * of 1 (10 seeds), -2.51 and -4.06 at 16, and -1.85 and -2.34 at 64 (4 seeds, standard error 0.03
 * and 0.06), where the first 64 proposals see no outcome and the last sees 36.
 */
@NullMarked
package org.espalier.search.gp;

import org.jspecify.annotations.NullMarked;
