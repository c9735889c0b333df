package org.espalier.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;

/** Proposals whose outcome is not reported yet, with the cells of them that ended. */
final class CellsUnderWay {

  private final Map<Long, Proposal> proposals = new LinkedHashMap<>();
  private final SortedMap<Long, SortedMap<Integer, CellOutcome>> ended = new TreeMap<>();
  private final Map<CellKey, List<Cost>> untold = new LinkedHashMap<>(); // of cells that ended
  private int ends = 0;

  /** Number of cell ends; a cell that is run again counts again. */
  int numEnds() {
    return ends;
  }

  void proposed(Proposal proposal) {
    proposals.put(proposal.number(), proposal);
  }

  Optional<Proposal> proposal(long number) {
    return Optional.ofNullable(proposals.get(number));
  }

  /** A cancelled cell is run again if the study is resumed; its cost still counts. */
  void ended(long proposal, CellOutcome cell) {
    ends++;
    if (!proposals.containsKey(proposal)) {
      return;
    }
    untold
        .computeIfAbsent(new CellKey(proposal, cell.fold()), key -> new ArrayList<>())
        .add(cell.cost());
    if (cell.state() != CellState.CANCELLED) {
      ended.computeIfAbsent(proposal, number -> new TreeMap<>()).putIfAbsent(cell.fold(), cell);
    }
  }

  void told(Outcome outcome) {
    long number = outcome.proposal().number();
    proposals.remove(number);
    ended.remove(number);
    for (CellOutcome cell : outcome.cells()) {
      CellKey key = new CellKey(number, cell.fold());
      List<Cost> costs = untold.getOrDefault(key, new ArrayList<>());
      costs.remove(cell.cost());
      if (costs.isEmpty()) {
        untold.remove(key);
      }
    }
  }

  /** Outcomes of the cells that ended, by proposal and fold. */
  SortedMap<Long, SortedMap<Integer, CellOutcome>> ended() {
    SortedMap<Long, SortedMap<Integer, CellOutcome>> copy = new TreeMap<>();
    ended.forEach(
        (number, cells) ->
            copy.put(number, Collections.unmodifiableSortedMap(new TreeMap<>(cells))));
    return Collections.unmodifiableSortedMap(copy);
  }

  /** Task time of cells that were cancelled, or whose outcome was never reported. */
  double cancelledSeconds() {
    return untold.values().stream().flatMap(List::stream).mapToDouble(Cost::taskSeconds).sum();
  }
}
