package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.study.Decision;

/**
 * A row of the table of decisions: its components are the columns.
 *
 * @param number in the order decided, from 0
 * @param afterProposal the proposal told last before it
 * @param kind in lower case in the table
 * @param value the loss it was decided on
 * @param measured measured values that it read, by name; empty of all that follow from outcomes
 */
public record DecisionRow(
    long number,
    long afterProposal,
    int trial,
    int rung,
    Decision.Kind kind,
    String rule,
    double value,
    OptionalDouble cutoff,
    int rank,
    int of,
    Map<String, Double> measured,
    String reason) {

  /** Components that are measured: none, as a decision keeps what it read. */
  public static final List<String> CLOCK = List.of();

  public DecisionRow {
    measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
  }
}
