package org.espalier.journal;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.study.Proposal;

/** Cells that run, and the deaths of drivers at which they did: ends without a closing event. */
final class CellsInFlight {

  private final Set<CellKey> inFlight;
  private final Map<CellKey, Integer> deaths;
  private final Set<CellKey> alone; // at the last death that they were in flight at

  CellsInFlight() {
    this(new LinkedHashSet<>(), new LinkedHashMap<>(), new HashSet<>());
  }

  private CellsInFlight(Set<CellKey> inFlight, Map<CellKey, Integer> deaths, Set<CellKey> alone) {
    this.inFlight = inFlight;
    this.deaths = deaths;
    this.alone = alone;
  }

  void started(CellKey cell) {
    inFlight.add(cell);
  }

  void ended(CellKey cell) {
    inFlight.remove(cell);
    deaths.remove(cell);
    alone.remove(cell);
  }

  void told(Proposal proposal) {
    proposal.folds().forEach(fold -> ended(new CellKey(proposal.number(), fold)));
  }

  /** The driver announced its end. */
  void closed() {
    inFlight.clear();
  }

  /** Another driver begins, or would. */
  void begun() {
    for (CellKey cell : inFlight) {
      deaths.merge(cell, 1, Integer::sum);
      if (inFlight.size() == 1) {
        alone.add(cell);
      } else {
        alone.remove(cell);
      }
    }
    inFlight.clear();
  }

  /** Deaths by cell, as if another driver began now. */
  Map<CellKey, StudyHistory.Deaths> deaths() {
    CellsInFlight next =
        new CellsInFlight(
            new LinkedHashSet<>(inFlight), new LinkedHashMap<>(deaths), new HashSet<>(alone));
    next.begun();
    Map<CellKey, StudyHistory.Deaths> all = new LinkedHashMap<>();
    next.deaths.forEach(
        (cell, number) ->
            all.put(cell, new StudyHistory.Deaths(number, next.alone.contains(cell))));
    return all;
  }
}
