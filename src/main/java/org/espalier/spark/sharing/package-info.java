/**
 * Shared work of cells: feature stages with equal params are fitted once per fold, the rows after
 * them are stored within a budget, and a fit that contains another yields its model.
 *
 * <p>Knows neither studies nor settings; rows come in folds. Read {@link
 * org.espalier.spark.sharing.SharedPipelines} first.
 *
 * <p>Decision: in the context of pipelines of any stages, facing stages that do not show what they
 * depend on, we decided to share a stage only between copies of one object whose params are equal
 * (see {@link org.espalier.spark.sharing.StageIdentity}), accepting that a stage that was
 * constructed twice is fitted twice.
 */
@NullMarked
package org.espalier.spark.sharing;

import org.jspecify.annotations.NullMarked;
