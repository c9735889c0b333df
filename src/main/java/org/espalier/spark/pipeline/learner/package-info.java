/**
 * Learners by name: a learner with a descriptor, one-vs-rest around a classifier, or any estimator
 * by its class. Read {@code LearnerType}.
 */
@NullMarked
package org.espalier.spark.pipeline.learner;

import org.jspecify.annotations.NullMarked;
