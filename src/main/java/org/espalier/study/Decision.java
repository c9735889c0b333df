package org.espalier.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Decision of a scheduler about a trial, with its reason.
 *
 * @param value loss that the decision is based on
 * @param cutoff loss that separates kept from dropped trials, where there is one
 * @param rank place among the trials of the rung, from 1
 * @param of number of trials ranked
 * @param measured measurements that the decision depends on, by name, finite; values that follow
 *     from outcomes alone are left out
 */
public record Decision(
    int trial,
    int rung,
    Kind kind,
    String rule,
    double value,
    OptionalDouble cutoff,
    int rank,
    int of,
    Map<String, Double> measured,
    String reason) {

  public Decision {
    measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    if (!measured.values().stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("Trial %d: measured %s.".formatted(trial, measured));
    }
  }

  /** Decision that depends on outcomes alone. */
  public Decision(
      int trial,
      int rung,
      Kind kind,
      String rule,
      double value,
      OptionalDouble cutoff,
      int rank,
      int of,
      String reason) {
    this(trial, rung, kind, rule, value, cutoff, rank, of, Map.of(), reason);
  }

  /** Next step of the trial. */
  public enum Kind {
    PROMOTE,
    PRUNE,
    COMPLETE
  }
}
