package org.espalier.bench.blackbox;

import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * Objective that costs nothing to evaluate and whose best value is known (a table, a surrogate of
 * real tuning runs, or a formula), used to compare strategies.
 *
 * <p>Errors are smaller-better. Implementations have no state, so that threads may share one.
 */
public interface Blackbox {

  /** Unique name, for example {@code lcbench/167168}. */
  String name();

  SearchSpace space();

  /** Resource of an evaluation, with its range. */
  ResourceRange resource();

  /** Range of errors for regret. */
  ErrorRange errors();

  /**
   * The error of a configuration, free of noise.
   *
   * @param resource in {@link #resource()}
   */
  double error(Configuration configuration, long resource);

  /**
   * Error as a single evaluation observes it.
   *
   * @param draw seed of the noise, if there is any
   */
  default double observed(Configuration configuration, long resource, Seed draw) {
    return error(configuration, resource);
  }

  /** The error at the highest resource, free of noise. */
  default double truth(Configuration configuration) {
    return error(configuration, resource().max());
  }
}
