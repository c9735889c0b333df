/**
 * Trainers of MLlib's learners inside a task, and their register. Read {@link TaskTrainer} first.
 *
 * <p>Decision: a model is MLlib's own, number for number; the contract keeps its name, which the
 * second jar's service file holds.
 */
@NullMarked
package org.espalier.spark.local.trainer;

import org.jspecify.annotations.NullMarked;
