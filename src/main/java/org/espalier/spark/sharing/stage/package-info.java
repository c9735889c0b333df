/**
 * Chains of stages: which stages are equal, which treat each row by itself, and which columns they
 * need.
 *
 * <p>Read {@link org.espalier.spark.sharing.stage.PipelineSteps} first, then {@link
 * org.espalier.spark.sharing.stage.StepKey}.
 */
@NullMarked
package org.espalier.spark.sharing.stage;

import org.jspecify.annotations.NullMarked;
