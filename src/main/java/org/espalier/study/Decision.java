package org.espalier.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a scheduler decided about a trial, and why.
 *
 * @param value the loss it was decided on
 * @param cutoff the loss that separated the kept from the dropped, where there was one
 * @param rank place among the trials of the rung, from 1
 * @param of trials that were ranked
 * @param measured measured values that it read, by name, finite: what follows from outcomes alone
 *     is not among them
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

  /** A decision that follows from outcomes alone. */
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

  /** What happens to the trial next. */
  public enum Kind {
    PROMOTE,
    PRUNE,
    COMPLETE
  }
}
