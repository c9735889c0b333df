/**
 * Pipelines of a job's study: stages and learner of a configuration, its cells, finished models and
 * their PySpark code. Read {@link PipelineCells} first.
 *
 * <p>Decision: a job's cells are chains like a tuner's, so that both share work and places by one
 * rule.
 */
@NullMarked
package org.espalier.spark.pipeline;

import org.jspecify.annotations.NullMarked;
