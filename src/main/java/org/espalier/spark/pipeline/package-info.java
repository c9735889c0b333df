/**
 * Builds what is fitted: feature stages, learners by name, the finished pipeline, and the cells of
 * a job's study.
 *
 * <p>Knows neither settings nor the loop. Read {@code LearnerType} (what can be learned with:
 * MLlib's own learners, one-vs-rest around one of them, or any estimator by its class), {@link
 * org.espalier.spark.pipeline.FeatureStages} (what {@code features = auto} builds), {@link
 * org.espalier.spark.pipeline.OwnStages} (what a study brings along instead) and {@link
 * org.espalier.spark.pipeline.PipelineCells} (how a cell is fitted).
 *
 * <p>Decision: in the context of many trials on the same fold, facing feature stages that are the
 * same in most of them, we decided to fit a feature prefix once a fold, rung and set of its own
 * params, and to keep what it gives in the cluster's storage, accepting that the least recently
 * used of these copies is dropped and, if asked for again, made again.
 */
@NullMarked
package org.espalier.spark.pipeline;

import org.jspecify.annotations.NullMarked;
