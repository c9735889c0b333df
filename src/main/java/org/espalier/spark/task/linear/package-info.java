/** Trainers of MLlib's linear models, naive Bayes and perceptrons inside a task. */
@NullMarked
package org.espalier.spark.task.linear;

import org.jspecify.annotations.NullMarked;
