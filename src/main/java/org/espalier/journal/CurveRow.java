package org.espalier.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.study.CellOutcome;
import org.espalier.study.CurvePoint;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;

/**
 * Row of the table of learning curves; its components are the columns.
 *
 * @param proposal number of the proposal whose cell reported it, from 0
 * @param trial number of the trial
 * @param rung rung it was evaluated at, from 0
 * @param fold from 0
 * @param step as the function counts them
 * @param values reported numbers by name; those that were not finite are left out
 */
public record CurveRow(
    long proposal, int trial, int rung, int fold, long step, Map<String, Double> values) {

  public CurveRow {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Rows of all outcomes by proposal and fold, each curve in the order of its reports. */
  static List<CurveRow> of(Study study, Map<CellKey, List<CurvePoint>> curves) {
    List<CurveRow> rows = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>(study.outcomes());
    outcomes.sort(Comparator.comparingLong(outcome -> outcome.proposal().number()));
    for (Outcome outcome : outcomes) {
      Proposal proposal = outcome.proposal();
      for (CellOutcome cell : outcome.cells()) {
        CellKey key = new CellKey(proposal.number(), cell.fold());
        for (CurvePoint point : curves.getOrDefault(key, List.of())) {
          rows.add(
              new CurveRow(
                  proposal.number(),
                  proposal.trial(),
                  proposal.rung(),
                  cell.fold(),
                  point.step(),
                  point.values()));
        }
      }
    }
    return rows;
  }
}
