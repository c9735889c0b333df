/**
 * Training of MLlib estimators inside one Spark task: the rows of a fit are collected once,
 * broadcast in arrays, and each candidate on them is a task without a job an iteration.
 *
 * <p>{@link org.espalier.spark.local.TaskFits} is the entry. It takes estimators of exactly MLlib's
 * own classes with params that a {@link org.espalier.spark.local.trainer.TaskTrainer} knows, on
 * rows that fit into the memory it may use; everything else is left to an ordinary fit, which is
 * also what tells a user about rows that MLlib refuses. The result is a true model of MLlib. {@link
 * org.espalier.spark.placement.TrainingPlaces} decides once, by learner and rung, what is trained
 * here; {@link org.espalier.spark.placement.PlacementPolicy} is its rule of memory.
 *
 * <p>Decision: in the context of fits whose cost is jobs rather than arithmetic, facing rows that
 * mostly fit into one task, we decided to give each candidate a task of its own and scores to the
 * ordinary metrics, accepting a limit on the bytes of a fold beyond which fits are ordinary. Which
 * trainer fits a cell depends on params and rows, never on load.
 */
@NullMarked
package org.espalier.spark.local;

import org.jspecify.annotations.NullMarked;
