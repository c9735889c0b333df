package org.espalier.function;

import java.io.Serializable;
import java.util.Map;

/**
 * Function to tune. It is serialised with all that it captures, and called in a task on an executor
 * once for each cell; tables are the same at any parallelism and after a crash if it depends on the
 * trial alone.
 */
@FunctionalInterface
public interface TrialFunction extends Serializable {

  /**
   * Evaluates a configuration.
   *
   * @return numbers by name, among them the metric that decides; the others are recorded. NaN fails
   *     the trial
   * @throws Exception for any failure of the configuration, which fails the trial
   */
  Map<String, Double> evaluate(FunctionTrial trial) throws Exception;
}
