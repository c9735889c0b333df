/**
 * Params of a tuner and what they name: checks and defaults from the table of settings, stages by
 * names that do not change from fit to fit, and configurations as param maps.
 *
 * <p>Knows a tuner as Spark's {@code ValidatorParams} only. Read {@link
 * org.espalier.ml.param.StableStageNames} first, then {@link
 * org.espalier.ml.param.EstimatorConfigurations}.
 */
@NullMarked
package org.espalier.ml.param;

import org.jspecify.annotations.NullMarked;
