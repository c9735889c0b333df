package org.espalier.study;

import java.util.Optional;
import org.espalier.space.Configuration;

/**
 * One configuration on trial, through all its rungs.
 *
 * @param origin who proposed it: {@link #DEFAULT}, {@link #USER}, {@link #EARLIER}, or the
 *     sampler's name
 * @param reason why it came from there, in words, where what was told decided that
 */
public record Trial(
    int number, Configuration configuration, String origin, Optional<String> reason) {

  /**
   * Origin of a learner's own defaults: counted as trials, never pruned; trial 0 is the baseline.
   */
  public static final String DEFAULT = "default";

  /** Origin of a point that the user asked for. */
  public static final String USER = "user";

  /** Origin of one of the best of an earlier study. */
  public static final String EARLIER = "earlier";

  /** One whose origin was settled before anything was told. */
  public Trial(int number, Configuration configuration, String origin) {
    this(number, configuration, origin, Optional.empty());
  }

  public boolean isDefault() {
    return origin.equals(DEFAULT);
  }
}
