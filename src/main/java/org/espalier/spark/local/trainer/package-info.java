/**
 * Trainers of MLlib's learners inside a task: linear models, naive Bayes, trees and one-vs-rest
 * around them.
 *
 * <p>{@link org.espalier.spark.local.trainer.TaskTrainer} is their contract.
 */
@NullMarked
package org.espalier.spark.local.trainer;

import org.jspecify.annotations.NullMarked;
