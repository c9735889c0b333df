/**
 * Shared work of cells: feature stages with equal params are fitted once for the rows that cells
 * read, the rows after them are stored within a budget, and a fit that contains another yields its
 * model.
 *
 * <p>A configuration is a {@link org.espalier.spark.sharing.StageChain}; what a cell reads is a
 * {@link org.espalier.spark.rows.FoldPart} of a {@link org.espalier.spark.rows.FoldedTable}. Cells
 * of every rung go the same way: equal chains on the same part share stages, stored rows, a fit and
 * a task. Only stages that treat each row by itself are shared between folds, and only by cells
 * that read whole folds. Knows neither studies nor settings. Read {@link
 * org.espalier.spark.sharing.SharedPipelines} first.
 *
 * <p>Decision: in the context of pipelines of any stages, facing stages that do not show what they
 * depend on, we decided to share a stage only between copies of one object whose params are equal
 * (see {@link org.espalier.spark.sharing.StageIdentity}), accepting that a stage that was
 * constructed twice is fitted twice.
 *
 * <p>Decision: in the context of cells that read a part of a fold's rows, facing samples that
 * differ from rung to rung, we decided that a part has stages and rows of its own, and against rows
 * of all parts behind one pass, accepting that stages which learn nothing are applied once a rung.
 */
@NullMarked
package org.espalier.spark.sharing;

import org.jspecify.annotations.NullMarked;
