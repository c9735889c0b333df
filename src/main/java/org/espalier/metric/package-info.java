/**
 * Metrics: names, problem types, and definitions over arrays of labels and predictions; no Spark.
 * Read {@link Metric} first.
 *
 * <p>Decision: one definition of each metric, held against MLlib's evaluators by tests, so that
 * cells on a cluster and in a task agree.
 */
@NullMarked
package org.espalier.metric;

import org.jspecify.annotations.NullMarked;
