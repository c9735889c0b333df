/**
 * Sampler {@code gp}: Bayesian optimisation with a Gaussian process over the unit positions of the
 * parameters.
 *
 * <p>Knows neither the scheduler nor the cluster. Read {@link org.espalier.search.gp.GpSampler}
 * first; a proposal uses, in this order, Observations (outcomes of the study), LossScale (losses on
 * the scale of the model), HyperparameterFit, GaussianProcess, Acquisition and AcquisitionSearch.
 */
@NullMarked
package org.espalier.search.gp;

import org.jspecify.annotations.NullMarked;
