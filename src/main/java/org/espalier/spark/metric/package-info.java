/**
 * Scores of predictions in a Dataset: by the metrics of a study, or by a Tuner's evaluator.
 *
 * <p>Knows neither pipelines nor cells; what a metric is, {@link org.espalier.metric} defines. Read
 * {@link org.espalier.spark.metric.Scorer} first.
 *
 * <p>Decision: in the context of evaluators of MLlib whose numbers cells inside a task must match,
 * facing areas that change from call to call where scores are put into bins, we decided to compute
 * what MLlib's evaluators define by one pass of our own, and to call an evaluator itself only where
 * its class is not one of these or its columns are not as it wants them, accepting that an area
 * differs from the evaluator's own by the error of its bins.
 */
@NullMarked
package org.espalier.spark.metric;

import org.jspecify.annotations.NullMarked;
