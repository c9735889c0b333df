/**
 * Descriptors of learners: what a study knows about each besides its estimator. Read {@link
 * LearnerDescriptor} first.
 *
 * <p>Decision: estimators are named by class, as readers of settings have no Spark; a test, not the
 * compiler, holds the names.
 */
@NullMarked
package org.espalier.learner;

import org.jspecify.annotations.NullMarked;
