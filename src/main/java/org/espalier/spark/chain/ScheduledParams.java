package org.espalier.spark.chain;

import java.util.Set;

/**
 * Estimator some of whose params may have other values in its earlier iterations, those of its
 * param {@link org.espalier.space.ParamSchedule#PARAM}.
 */
public interface ScheduledParams {

  /** Names of these params. */
  Set<String> scheduled();
}
