/**
 * Session of a study on Spark, the same for jobs, tuners and functions: search, finalists, winner,
 * record and files. Read {@link StudySession} first.
 *
 * <p>Decision: whoever asks for a study brings its cells and its journal; the session knows neither
 * commands nor Params.
 */
@NullMarked
package org.espalier.engine;

import org.jspecify.annotations.NullMarked;
