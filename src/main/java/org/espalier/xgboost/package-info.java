/**
 * XGBoost's boosted trees. Each fit runs in one Spark task, both for the estimators' own fits and
 * inside cells. Read {@link XGBoostTrainer} first.
 *
 * <p>Decision: tasks of a JVM share a fold's native matrix, and the last of them frees it. Classes
 * of the library are loaded only to train or predict.
 */
@NullMarked
package org.espalier.xgboost;

import org.jspecify.annotations.NullMarked;
