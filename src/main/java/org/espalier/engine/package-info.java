/**
 * Session of a study on Spark, the same for jobs, tuners and functions: search, finalists, winner,
 * record and files. Read {@link StudySession} first.
 *
 * <p>Decision: the caller of a study supplies its cells and its journal; the session knows neither
 * commands nor Params.
 */
@NullMarked
package org.espalier.engine;

import org.jspecify.annotations.NullMarked;
