package org.espalier.study;

import org.espalier.space.Configuration;

/**
 * One configuration on trial, through all its rungs.
 *
 * @param origin who proposed it: {@link #DEFAULT}, {@code user}, or the sampler's name
 */
public record Trial(int number, Configuration configuration, String origin) {

  /**
   * Origin of a learner's own defaults: counted as trials, never pruned; trial 0 is the baseline.
   */
  public static final String DEFAULT = "default";

  public boolean isDefault() {
    return origin.equals(DEFAULT);
  }
}
