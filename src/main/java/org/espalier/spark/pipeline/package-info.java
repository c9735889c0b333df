/**
 * Pipelines of a study: feature stages, learners by name, the finished pipeline, and the cells of a
 * job.
 *
 * <p>Knows neither settings nor the loop. Read {@code LearnerType} (a learner with a descriptor,
 * one-vs-rest around a classifier, the end of a saved pipeline, or any estimator by its class),
 * {@link org.espalier.spark.stage.FeatureStages} (the automatic stages), {@link
 * org.espalier.spark.stage.OwnStages} (stages that a study defines) and {@link
 * org.espalier.spark.pipeline.PipelineCells} (its cells, and fits of the finished pipeline).
 *
 * <p>Decision: in the context of many trials on the same fold, facing feature stages that are the
 * same in most of them, we decided to keep the rows behind all stages of a learner in the cluster's
 * storage, in as many copies as folds and learners need, accepting that the least recently used of
 * these copies is dropped and, if needed again, computed again. Trials that differ in a later stage
 * share the stages before it, and the rows where they part.
 *
 * <p>Decision: in the context of numeric columns without a value in the rows of some fold or rung,
 * for which no median can be fitted, facing chains that have to be known before a cell runs, we
 * decided to ask once for each fold from which share of its rows on a column has a value.
 */
@NullMarked
package org.espalier.spark.pipeline;

import org.jspecify.annotations.NullMarked;
