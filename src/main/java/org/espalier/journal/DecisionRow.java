package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.study.Decision;

/**
 * Row of the table of decisions; its components are the columns.
 *
 * @param number index in the order of decisions, from 0
 * @param afterProposal last proposal with an outcome before it
 * @param kind in lower case in the table
 * @param value loss that the decision is based on
 * @param measured measurements that the decision depends on, by name; without values that follow
 *     from outcomes
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

  /** Components that are measured: none, as a decision stores the measurements it used. */
  public static final List<String> CLOCK = List.of();

  public DecisionRow {
    measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
  }
}
