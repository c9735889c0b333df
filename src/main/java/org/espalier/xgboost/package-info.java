/**
 * XGBoost's boosted trees, each fit in one Spark task: no tracker, no barrier and no socket.
 *
 * <p>{@link org.espalier.xgboost.XGBoostTrainer} trains inside a task, for the estimators' own fits
 * as for a tuner's. This package alone uses the library's classes, which need not be there:
 * whatever is not about to train or predict works without them. The params are those of {@code
 * params.txt}.
 *
 * <p>Decision: in the context of XGBoost's native threads and memory, facing Spark's slots and
 * heaps, we decided to train on the cores of the task and to share a fold's native matrix between
 * the tasks of a JVM, freed with the last of them, accepting that a fold whose tasks do not overlap
 * is made anew.
 */
@NullMarked
package org.espalier.xgboost;

import org.jspecify.annotations.NullMarked;
