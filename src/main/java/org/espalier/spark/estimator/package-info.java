/**
 * Learners by name as estimators of MLlib, and the catalogue of what a study may name. Read {@link
 * LearnerType} first.
 *
 * <p>Decision: the catalogue reads MLlib's own Params without a session, so that settings are
 * checked before Spark starts.
 */
@NullMarked
package org.espalier.spark.estimator;

import org.jspecify.annotations.NullMarked;
