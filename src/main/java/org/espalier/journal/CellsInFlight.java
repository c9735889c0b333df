package org.espalier.journal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.study.Proposal;

/** Cells that run, and the deaths of drivers at which they did: ends without a closing event. */
final class CellsInFlight {

  private final Set<CellKey> inFlight;
  private final Map<CellKey, StudyHistory.Deaths> deaths;

  CellsInFlight() {
    this(new LinkedHashSet<>(), new LinkedHashMap<>());
  }

  private CellsInFlight(Set<CellKey> inFlight, Map<CellKey, StudyHistory.Deaths> deaths) {
    this.inFlight = inFlight;
    this.deaths = deaths;
  }

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
    int alone = inFlight.size() == 1 ? 1 : 0;
    for (CellKey cell : inFlight) {
      deaths.merge(
          cell,
          new StudyHistory.Deaths(1, alone),
          (before, one) -> new StudyHistory.Deaths(before.number() + 1, before.alone() + alone));
    }
    inFlight.clear();
  }

  /** Deaths by cell, as if another driver began now. */
  Map<CellKey, StudyHistory.Deaths> deaths() {
    CellsInFlight next =
        new CellsInFlight(new LinkedHashSet<>(inFlight), new LinkedHashMap<>(deaths));
    next.begun();
    return next.deaths;
  }
}
