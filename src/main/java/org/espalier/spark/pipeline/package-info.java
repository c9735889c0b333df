/**
 * Pipelines of a study: feature stages, learners by name, the finished pipeline, and the cells of a
 * job.
 *
 * <p>Knows neither settings nor the loop. Read {@code LearnerType} (a learner with a descriptor,
 * one-vs-rest around a classifier, or any estimator by its class), {@link
 * org.espalier.spark.pipeline.FeatureStages} (the automatic stages), {@link
 * org.espalier.spark.pipeline.OwnStages} (stages that a study defines) and {@link
 * org.espalier.spark.pipeline.PipelineCells} (fitting of a cell).
 *
 * <p>Decision: in the context of many trials on the same fold, facing feature stages that are the
 * same in most of them, we decided to fit a feature prefix once per fold, rung and set of its own
 * params, and to keep its output in the cluster's storage, accepting that the least recently used
 * of these copies is dropped and, if needed again, computed again.
 */
@NullMarked
package org.espalier.spark.pipeline;

import org.jspecify.annotations.NullMarked;
