/**
 * Gaussian process: kernel, likelihood, fit of the hyperparameters, and the features of a
 * configuration.
 */
@NullMarked
package org.espalier.search.gp.model;

import org.jspecify.annotations.NullMarked;
