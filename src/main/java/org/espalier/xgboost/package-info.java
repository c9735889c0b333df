/**
 * XGBoost's boosted trees, each fit in one Spark task, for the estimators' own fits and inside
 * cells. Read {@link XGBoostTrainer} first.
 *
 * <p>Decision: tasks of a JVM share a fold's native matrix, freed with the last of them; classes of
 * the library load only to train or predict.
 */
@NullMarked
package org.espalier.xgboost;

import org.jspecify.annotations.NullMarked;
