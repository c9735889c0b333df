/**
 * Feature stages of a study: the automatic ones and those that the settings name.
 *
 * <p>Read {@link org.espalier.spark.pipeline.feature.FeatureStages} (the automatic stages), then
 * {@link org.espalier.spark.pipeline.feature.OwnStages}.
 */
@NullMarked
package org.espalier.spark.pipeline.feature;

import org.jspecify.annotations.NullMarked;
