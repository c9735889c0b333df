/**
 * Metrics: their names and tasks, their definitions over arrays of labels and predictions, and the
 * interval of a difference between two models.
 *
 * <p>Knows neither Spark nor settings. Read {@link org.espalier.metric.Metric} first, then {@link
 * org.espalier.metric.PredictedRows}.
 *
 * <p>Decision: in the context of cells that MLlib trains on a cluster and cells that are trained
 * inside one task, facing one study that compares both, we decided for one definition of each
 * metric over arrays, which passes over a Dataset reproduce, and against calling MLlib's evaluators
 * where they exist, accepting that tests hold each definition against them.
 */
@NullMarked
package org.espalier.metric;

import org.jspecify.annotations.NullMarked;
