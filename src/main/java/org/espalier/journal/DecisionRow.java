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
 * @param number in the order decided, from 0
 * @param afterProposal the proposal told last before it
 * @param trial number of the trial it is about
 * @param rung the rung it was decided at
 * @param kind promote, prune or complete
 * @param rule the rule that decided
 * @param value the loss it was decided on
 * @param cutoff the loss that separated the kept from the dropped, where there was one
 * @param rank place among the trials of the rung, from 1
 * @param of number of trials that were ranked
 * @param measured measured values that it read, by name; empty of all that follow from outcomes
 * @param reason in words
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

  static DecisionRow of(long number, long afterProposal, Decision decision) {
    return new DecisionRow(
        number,
        afterProposal,
        decision.trial(),
        decision.rung(),
        decision.kind(),
        decision.rule(),
        decision.value(),
        decision.cutoff(),
        decision.rank(),
        decision.of(),
        decision.measured(),
        decision.reason());
  }
}
