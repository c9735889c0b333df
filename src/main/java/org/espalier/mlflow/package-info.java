/**
 * Client of an MLflow server: a study as a run, each of its trials as a run nested in it.
 *
 * <p>What the server is to hold follows from the events of the study alone, so that its journal is
 * also the spool: what could not be sent is sent later from there. {@link
 * org.espalier.mlflow.TrackedStudy} folds the events, {@link org.espalier.mlflow.RunSender} sends
 * what the server lacks, {@link org.espalier.mlflow.MlflowTracker} does so while the study runs.
 *
 * <p>It speaks MLflow's REST API 2.0 by the JDK's HTTP client: MLflow's own Java client is 9 MB,
 * and calls Python for artefacts.
 */
@NullMarked
package org.espalier.mlflow;

import org.jspecify.annotations.NullMarked;
