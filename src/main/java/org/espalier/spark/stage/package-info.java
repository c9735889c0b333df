/**
 * Feature stages of a study: those chosen by column and learner, and those that a study defines.
 * Read {@link FeatureStages} first.
 *
 * <p>Decision: automatically chosen stages are Spark's own and are fitted on training rows only, so
 * that no fold sees its validation rows.
 */
@NullMarked
package org.espalier.spark.stage;

import org.jspecify.annotations.NullMarked;
