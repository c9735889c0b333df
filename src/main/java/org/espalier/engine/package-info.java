/**
 * Engine of a study on Spark, which all doors share: strategies and search, ending, resumption,
 * finalists, winner, and the files that a study leaves.
 *
 * <p>Knows neither commands and terminal (those are {@code job}'s) nor Estimators and Params
 * ({@code ml}'s). A door brings the cells ({@link org.espalier.spark.cell.CellWork}), a {@link
 * org.espalier.engine.StudyDesign} and a journal; read {@link org.espalier.engine.StudySession}
 * first, then {@link org.espalier.engine.StudySearch} and {@link org.espalier.engine.StudyEnd}.
 */
@NullMarked
package org.espalier.engine;

import org.jspecify.annotations.NullMarked;
