/**
 * Tab "Tuning" of Spark's UI and of its history server, and the numbers of studies in Spark's
 * metrics system.
 *
 * <p>Read {@link org.espalier.spark.ui.TuningTab} first. A {@link org.espalier.spark.ui.LiveStudy}
 * follows a study that runs and writes {@link org.espalier.spark.ui.TuningRows} into the store of
 * Spark's UI, which the pages show; {@link org.espalier.spark.ui.StudyProgress} is what goes to the
 * event log, from which {@link org.espalier.spark.ui.TuningHistory} makes the same rows again.
 *
 * <p>Decision: in the context of an event log with at most 200 bytes for each trial, facing a tab
 * that should show each cell at once, we decided that a running study writes the rows itself and
 * sends events for the log alone, accepting that the history server shows a study that runs some
 * seconds late, and one whose driver was killed as it was last sent.
 *
 * <p>Decision: in the context of one jar for {@code javax.servlet} and {@code jakarta.servlet},
 * facing Spark 4 with either, we decided to override for both and to call Spark's methods that take
 * a request by reflection, accepting that the compiler does not check these calls.
 */
@NullMarked
package org.espalier.spark.ui;

import org.jspecify.annotations.NullMarked;
