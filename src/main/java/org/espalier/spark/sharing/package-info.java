/**
 * What cells have in common is done once: feature stages with equal params are fitted once a fold,
 * the rows behind them are kept within a budget of storage, and a fit that contains another answers
 * it.
 *
 * <p>Knows neither studies nor settings; of rows it knows that they come in folds. Read {@link
 * org.espalier.spark.sharing.SharedPipelines} first.
 *
 * <p>Decision: in the context of pipelines of any stages, facing stages that hide what they are
 * tuned by, we decided to share a stage only between copies of one object whose params are equal
 * (see {@link org.espalier.spark.sharing.StageIdentity}), accepting that a stage that was built
 * twice is fitted twice.
 */
@NullMarked
package org.espalier.spark.sharing;

import org.jspecify.annotations.NullMarked;
