package org.espalier.study;

import org.espalier.space.Configuration;

/**
 * One configuration on trial, through all its rungs.
 *
 * @param origin who proposed it: {@link #DEFAULT}, {@link #USER}, {@link #EARLIER}, or the
 *     sampler's name
 */
public record Trial(int number, Configuration configuration, String origin) {

  /**
   * Origin of a learner's own defaults: counted as trials, never pruned; trial 0 is the baseline.
   */
  public static final String DEFAULT = "default";

  /** Origin of a point that the user asked for. */
  public static final String USER = "user";

  /** Origin of one of the best of an earlier study. */
  public static final String EARLIER = "earlier";

  public boolean isDefault() {
    return origin.equals(DEFAULT);
  }
}
