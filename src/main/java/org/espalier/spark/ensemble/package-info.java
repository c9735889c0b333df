/**
 * Models made of fitted pipelines: weighted means, calibrated probabilities, decision thresholds.
 * Read {@link WeightedEnsemble} first.
 *
 * <p>Decision: they are fitted linear and isotonic models of MLlib with chosen coefficients, which
 * plain Spark and PySpark load.
 */
@NullMarked
package org.espalier.spark.ensemble;

import org.jspecify.annotations.NullMarked;
