package org.espalier.spark.pipeline.feature;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.learner.FeatureNeeds;

/**
 * Key of a configuration's feature stages: equal for configurations that share all of them.
 *
 * @param pipeline folder of the saved pipeline that has the stages; empty for those of the study
 * @param maxBins smallest number of bins that a tree learner tries; 0 for other learners
 * @param values of searched or fixed params of feature stages, by {@code stage.param}
 */
public record FeatureKey(
    FeatureNeeds needs, String pipeline, int maxBins, Map<String, Object> values) {

  /** Divisor for the margin of a sample's size, which varies around the requested one. */
  private static final int SPARE = 10;

  public FeatureKey {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Key for a sample so small that MLlib uses fewer bins: no more than there are rows. */
  FeatureKey on(long rows) {
    return new FeatureKey(needs, pipeline, (int) Math.min(maxBins, rows - rows / SPARE), values);
  }
}
