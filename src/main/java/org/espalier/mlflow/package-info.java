/**
 * Client of an MLflow server: a study as a run, with a nested run for each trial. Read {@link
 * TrackedStudy} first.
 *
 * <p>Decision: the journal is the spool, and the JDK's HTTP client speaks MLflow's REST API, as
 * MLflow's Java client is 9 MB and calls Python.
 */
@NullMarked
package org.espalier.mlflow;

import org.jspecify.annotations.NullMarked;
