package org.espalier.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Decision of a scheduler about a trial, with its reason.
 *
 * @param trial number of the trial it is about
 * @param rung the rung it was decided at
 * @param kind promote, prune or complete
 * @param rule the rule that decided
 * @param measured measured values that it read, by name, finite; empty for all that follow from
 *     outcomes
 * @param reason in words
 */
public record Decision(
    int trial,
    int rung,
    Kind kind,
    String rule,
    @Inline Ranking ranking,
    Map<String, Double> measured,
    String reason) {

  public Decision {
    measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    if (!measured.values().stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("Trial %d: measured %s.".formatted(trial, measured));
    }
  }

  /** Decision that depends on outcomes alone. */
  public Decision(int trial, int rung, Kind kind, String rule, Ranking ranking, String reason) {
    this(trial, rung, kind, rule, ranking, Map.of(), reason);
  }

  /**
   * Place of the trial's loss among those of the rung.
   *
   * @param value the loss it was decided on
   * @param cutoff the loss that separated the kept from the dropped, where there was one
   * @param rank place among the trials of the rung, from 1
   * @param of number of trials that were ranked
   */
  public record Ranking(double value, OptionalDouble cutoff, int rank, int of) {

    /** Place without a cutoff. */
    public Ranking(double value, int rank, int of) {
      this(value, OptionalDouble.empty(), rank, of);
    }
  }

  /** Next step of the trial. */
  public enum Kind {
    PROMOTE,
    PRUNE,
    COMPLETE
  }
}
