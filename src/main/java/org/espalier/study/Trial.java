package org.espalier.study;

import java.util.Optional;
import org.espalier.space.Configuration;

/**
 * Trial: one configuration on all of its rungs.
 *
 * @param origin source of the configuration: {@link #DEFAULT}, {@link #USER}, {@link #EARLIER},
 *     {@link #PORTFOLIO}, or the sampler's name
 * @param reason explanation of the origin, where outcomes decided it
 */
public record Trial(
    int number, Configuration configuration, String origin, Optional<String> reason) {

  /**
   * Origin of a learner's own defaults: counted as trials, never pruned; trial 0 is the baseline.
   */
  public static final String DEFAULT = "default";

  /** Origin of a start point that the user gave. */
  public static final String USER = "user";

  /** Origin of one of the best of an earlier study. */
  public static final String EARLIER = "earlier";

  /** Origin of a point of a portfolio: of those that did well on other tables. */
  public static final String PORTFOLIO = "portfolio";

  /** Trial whose origin does not depend on outcomes. */
  public Trial(int number, Configuration configuration, String origin) {
    this(number, configuration, origin, Optional.empty());
  }

  public boolean isDefault() {
    return origin.equals(DEFAULT);
  }
}
