/**
 * Fits of cells: feature stages with equal params are fitted once for the rows that cells read, the
 * rows behind them are stored within a budget, and the learners of a batch are trained in one task.
 *
 * <p>{@link org.espalier.spark.cache.CellFits} runs the cells of a job as those of a tuner, which
 * say by their {@link org.espalier.spark.cache.StudyChains} what a cell fits; {@link
 * org.espalier.spark.cache.CellPlaces} answers what is asked before one runs. A configuration is a
 * {@link org.espalier.spark.rows.PipelineSteps}; what a cell reads is a {@link
 * org.espalier.spark.rows.FoldPart} of a {@link org.espalier.spark.data.fold.FoldedTable}. Cells of
 * every rung go the same way: equal chains on the same part share stages, stored rows, a fit and a
 * task. Only stages that treat each row by itself are shared between folds, and only by cells that
 * read whole folds. Knows neither studies nor settings. Read {@link
 * org.espalier.spark.cache.PipelineFits} first, which fits chains, then {@link
 * org.espalier.spark.cache.LearnerFits}, which fits their last estimators inside tasks or by jobs,
 * and {@link org.espalier.spark.cache.RowCache}, which has the rows behind the stages before them.
 *
 * <p>Decision: in the context of pipelines of any stages, facing stages that do not show what they
 * depend on, we decided to share a stage only between copies of one object whose params are equal
 * (see {@link org.espalier.spark.rows.StepKey}), accepting that a stage that was constructed twice
 * is fitted twice. The stages that a job chooses are constructed by the study for each cell, so
 * that it knows that nothing but their class and their params determines their fits.
 *
 * <p>Decision: in the context of a tuner, whose estimator is the user's, and a job, whose learners
 * follow feature stages that the study chooses, facing one way to share work, we decided that both
 * are the chain of a {@code Pipeline}. A cell fits the last estimator alone on the rows behind the
 * other stages, and reads no stage whose rows are there; the whole {@code PipelineModel} and its
 * events, as Spark makes them, are made where models are kept or a listener may hear of them.
 *
 * <p>Stages, the rows behind them and collected columns are values of a {@link
 * org.espalier.cache.WorkCache}, by {@link org.espalier.spark.rows.WorkKey}. A cell is announced
 * for all that it may read, once.
 *
 * <p>Decision: in the context of samplers that propose one trial after the other, facing rows and
 * stages that nobody has announced to read again, we decided to keep those used last within the
 * budget, in a job as in a tuner, and to let them go with their last reader where all cells are
 * announced ({@link org.espalier.spark.cache.RowStorage}).
 *
 * <p>Decision: in the context of cells that read a part of a fold's rows, facing samples that
 * differ from rung to rung, we decided that a part has stages and rows of its own, and against rows
 * of all parts behind one pass, accepting that stages which learn nothing are applied once a rung.
 *
 * <p>Decision: in the context of learned stages before an estimator that is trained inside tasks,
 * facing jobs and plans for each stage and fold that take longer than the training, we decided to
 * collect the columns of all folds once and to fit the stages that {@link
 * org.espalier.spark.feature.ArrayPipeline} knows in arrays, accepting that these stages are known
 * twice, to MLlib and to that package, whose tests hold the two together.
 */
@NullMarked
package org.espalier.spark.cache;

import org.jspecify.annotations.NullMarked;
