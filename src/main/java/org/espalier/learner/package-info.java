/**
 * Descriptors of learners: for each what a study has to know about it before and beside its
 * estimator.
 *
 * <p>Knows estimators by the names of their classes only, and loads none of them. Read {@link
 * org.espalier.learner.LearnerDescriptor} first, then {@link org.espalier.learner.MllibLearners},
 * where all of MLlib's own are declared. {@code spec.study.Learners} adds those of {@link
 * org.espalier.learner.LearnerProvider}s; {@code spark.pipeline} makes the estimators.
 *
 * <p>Decision: in the context of readers of settings, which have no Spark, and of descriptors from
 * jars of users, we decided for class names as text and one form for all learners, and against
 * constructors, accepting that a test, and not the compiler, holds the names of MLlib's classes and
 * params.
 */
@NullMarked
package org.espalier.learner;

import org.jspecify.annotations.NullMarked;
