package org.espalier.journal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.study.Proposal;

/** Cells that run, and the deaths of drivers at which they did: ends without a closing event. */
final class CellsInFlight {

  private final Set<CellKey> inFlight = new LinkedHashSet<>();
  private final Map<CellKey, StudyHistory.Deaths> deaths = new LinkedHashMap<>();

  void started(CellKey cell) {
    inFlight.add(cell);
  }

  void ended(CellKey cell) {
    inFlight.remove(cell);
    deaths.remove(cell);
  }

  void told(Proposal proposal) {
    proposal.folds().forEach(fold -> ended(new CellKey(proposal.number(), fold)));
  }

  /** The driver announced its end. */
  void closed() {
    inFlight.clear();
  }

  /** Counts a death for each cell in flight, as another driver begins. */
  void begun() {
    deaths.putAll(deaths());
    inFlight.clear();
  }

  /** Deaths by cell, as if another driver began now. */
  Map<CellKey, StudyHistory.Deaths> deaths() {
    Map<CellKey, StudyHistory.Deaths> next = new LinkedHashMap<>(deaths);
    int alone = inFlight.size() == 1 ? 1 : 0;
    for (CellKey cell : inFlight) {
      next.merge(
          cell,
          new StudyHistory.Deaths(1, alone),
          (before, one) -> new StudyHistory.Deaths(before.number() + 1, before.alone() + alone));
    }
    return next;
  }
}
