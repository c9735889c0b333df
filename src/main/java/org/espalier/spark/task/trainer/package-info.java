/** Contract of trainers inside a task, and what serves those of all learners. */
@NullMarked
package org.espalier.spark.task.trainer;

import org.jspecify.annotations.NullMarked;
