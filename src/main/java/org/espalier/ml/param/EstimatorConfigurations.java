package org.espalier.ml.param;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.space.Configuration;
import org.espalier.spark.chain.IterationParam;

/** Configurations of a tuner's study as estimators under param maps. */
public sealed interface EstimatorConfigurations permits MapConfigurations, SpaceConfigurations {

  /**
   * Estimators by the name of their learner, in the order given; the name of a single one is empty.
   */
  Map<String, Estimator<?>> estimators();

  default Estimator<?> estimator(Configuration configuration) {
    return Objects.requireNonNull(estimators().get(configuration.learner()));
  }

  /**
   * Values of a configuration as params of its estimator's stages.
   *
   * @throws IllegalArgumentException if it is not a configuration of the study
   */
  ParamMap map(Configuration configuration);

  /** The greatest number of iterations; empty if some configuration has none. */
  OptionalInt longest(IterationParam param);

  /**
   * Configurations under which a table's schema is checked; none for an estimator whose columns
   * vary.
   */
  List<Configuration> typical();
}
