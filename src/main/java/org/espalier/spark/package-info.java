/**
 * Basics of the Spark side: the Spark line on the class path, and the code that differs between the
 * lines.
 *
 * <p>Knows neither settings nor the page. The packages below are {@code spark.data} (sources,
 * splits, folds), {@code spark.rows} (rows that many cells read, one cache), {@code spark.pipeline}
 * (stages and learners), {@code spark.feature} (feature stages in arrays), {@code spark.local}
 * (training inside tasks), {@code spark.cache} (shared work of cells), {@code spark.cell}
 * (execution and cost of cells), {@code spark.ui} (the tab in Spark's UI and history server) and
 * {@code spark.store} (journal, tables, folders).
 */
@NullMarked
package org.espalier.spark;

import org.jspecify.annotations.NullMarked;
