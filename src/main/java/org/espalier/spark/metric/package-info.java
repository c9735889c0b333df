/**
 * Scores of predictions in a Dataset, by the metrics of a study or a tuner's evaluator. Read {@link
 * Scorer} first.
 *
 * <p>Decision: one pass of our own for what MLlib's evaluators define, whose areas change from call
 * to call; only unknown evaluators are called.
 */
@NullMarked
package org.espalier.spark.metric;

import org.jspecify.annotations.NullMarked;
