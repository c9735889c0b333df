/** Trainers of MLlib's trees inside a task. */
@NullMarked
package org.espalier.spark.task.tree;

import org.jspecify.annotations.NullMarked;
