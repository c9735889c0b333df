/**
 * Tab "Tuning" of Spark's UI and history server, and metrics of studies in Spark's metrics system.
 * Read {@link TuningTab} first.
 *
 * <p>Decision: a running study writes its rows itself and sends events only for the event log, at
 * most 200 bytes per trial.
 */
@NullMarked
package org.espalier.spark.ui;

import org.jspecify.annotations.NullMarked;
