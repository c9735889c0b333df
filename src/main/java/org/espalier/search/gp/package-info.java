/**
 * Samplers by a Gaussian process over the unit positions of the parameters: {@code gp}, and {@code
 * auto}, which begins with other points and lets {@code tpe} take turns with it.
 *
 * <p>Knows neither the scheduler nor the cluster. Read {@link org.espalier.search.gp.GpSampler}
 * first; a proposal uses, in this order, Observations (outcomes of the study), LossScale (losses on
 * the scale of the model), HyperparameterFit, GaussianProcess (kernel, likelihood and the features
 * of a configuration), Acquisition and AcquisitionSearch. {@link
 * org.espalier.search.gp.AutoSampler} chooses by the space, the number of trials and the outcomes
 * so far.
 *
 * <p>Decision: in the context of objectives on which gp or tpe alone fails (many equal losses,
 * small differences near the optimum, many parameters, choices that hide the best learner), we
 * decided to let tpe take turns while gp's own trials improve nothing, and against a choice by the
 * number of parameters, which is wrong where few of many matter, accepting that a fifth of the
 * trials of a gp that has converged are tpe's.
 *
 * <p>Decision: in the context of outcomes that are mostly noise or mostly failures, we decided to
 * stay with {@code gp}, whose incumbent is one by the mean of the model, and against more random
 * proposals, which were worse in the search benchmark (protocol 8). A Sobol sequence replaces gp's
 * first random points: equally good, and better where a window is so wide that nothing but a
 * beginning is left.
 */
@NullMarked
package org.espalier.search.gp;

import org.jspecify.annotations.NullMarked;
