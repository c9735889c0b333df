package org.espalier.simulate;

import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;

/**
 * An objective that costs nothing to evaluate and whose best value is known: a table, a surrogate
 * of real tuning runs, or a formula. What strategies are compared on.
 *
 * <p>Errors are smaller-better. Implementations have no state, so that threads may share one.
 */
public interface Blackbox {

  /** Unique among what is compared, for example {@code lcbench/167168}. */
  String name();

  SearchSpace space();

  /** What an evaluation may be given less of. */
  ResourceRange resource();

  /** The errors that regret is measured between. */
  ErrorRange errors();

  /**
   * The error of a configuration, free of noise.
   *
   * @param resource in {@link #resource()}
   */
  double error(Configuration configuration, long resource);

  /**
   * The error as one evaluation observes it.
   *
   * @param draw what the noise is drawn from, if there is any
   */
  default double observed(Configuration configuration, long resource, Seed draw) {
    return error(configuration, resource);
  }

  /** The error at the highest resource, free of noise. */
  default double truth(Configuration configuration) {
    return error(configuration, resource().max());
  }
}
