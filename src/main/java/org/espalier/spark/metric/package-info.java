/**
 * Metrics of predictions in a Dataset.
 *
 * <p>Knows neither pipelines nor cells; the definitions are those of {@link org.espalier.metric}.
 * Read {@link org.espalier.spark.metric.AreaPass} first.
 */
@NullMarked
package org.espalier.spark.metric;

import org.jspecify.annotations.NullMarked;
