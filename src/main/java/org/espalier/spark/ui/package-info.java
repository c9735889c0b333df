/**
 * Tab "Tuning" of Spark's UI and history server, and studies in Spark's metrics system. Read {@link
 * TuningTab} first.
 *
 * <p>Decision: a running study writes its rows itself and sends events for the log alone, at most
 * 200 bytes a trial.
 */
@NullMarked
package org.espalier.spark.ui;

import org.jspecify.annotations.NullMarked;
