package org.espalier.function;

import java.io.Serializable;
import java.util.Map;

/**
 * Function to tune. It is serialised with all that it captures, and called in a task on an executor
 * once for each cell; the same tables at any parallelism and after a crash take a function that
 * depends on what the trial says alone.
 */
@FunctionalInterface
public interface TrialFunction extends Serializable {

  /**
   * Evaluates a configuration.
   *
   * @return numbers by name, among them the metric that decides; the others are recorded. NaN is a
   *     failure of the trial
   * @throws Exception whatever is wrong with the configuration: the trial is then failed
   */
  Map<String, Double> evaluate(FunctionTrial trial) throws Exception;
}
