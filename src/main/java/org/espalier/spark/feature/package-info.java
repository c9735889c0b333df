/**
 * Feature stages of MLlib on collected columns: the columns that a chain of stages reads are
 * collected once, and the stages of every fold are fitted and applied in arrays, without a job.
 *
 * <p>{@link org.espalier.spark.feature.ArrayPipeline} is the entry: it takes stages of exactly
 * MLlib's own classes whose params a {@link org.espalier.spark.feature.ArrayStage} knows, and
 * transformers that Spark can apply as the columns are collected. The models are MLlib's, with the
 * values that the stages' own fits give, and the columns hold what these models make of the rows.
 * Rows on which a stage may fail are left to its own fit, which says what is wrong with them.
 */
@NullMarked
package org.espalier.spark.feature;

import org.jspecify.annotations.NullMarked;
