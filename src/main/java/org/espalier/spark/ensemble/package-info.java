/**
 * Models made of fitted pipelines: weighted means of several, calibrated probabilities and decision
 * thresholds.
 *
 * <p>Knows neither studies nor cells. Read {@link org.espalier.spark.ensemble.WeightedEnsemble}
 * first.
 *
 * <p>Decision: in the context of models that plain Spark and PySpark load, facing that none of
 * Spark's stages is an ensemble of different learners, we decided to compute means, thresholds and
 * calibrations by fitted linear and isotonic models of MLlib whose coefficients we choose,
 * accepting that the class of such a stage does not tell its purpose; its uid does.
 */
@NullMarked
package org.espalier.spark.ensemble;

import org.jspecify.annotations.NullMarked;
