package org.espalier.tune;

import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;

/**
 * Time that a trial takes from the highest rung below the top that any has completed to the top, as
 * far as outcomes are known: the mean of a rung or, for a rung without outcomes, that of the next
 * rung below, in proportion to the work. On a ladder of folds it is the mean time of a fold times
 * the number of missing folds.
 */
final class PromotionTime {

  private final RungLadder ladder;
  private final TreeMap<Integer, DoubleSummaryStatistics> byRung = new TreeMap<>();
  private final DoubleSummaryStatistics ofFold = new DoubleSummaryStatistics();

  PromotionTime(RungLadder ladder) {
    this.ladder = ladder;
  }

  /** Adds an outcome; the folds of one that was evaluated count one after the other. */
  void add(Outcome outcome) {
    if (outcome.completed() && outcome.answeredFrom().isEmpty()) {
      double seconds = 0;
      for (CellOutcome cell : outcome.cells()) {
        if (cell.state() == CellState.COMPLETED) {
          seconds += cell.cost().wallSeconds();
          ofFold.accept(cell.cost().wallSeconds());
        }
      }
      byRung
          .computeIfAbsent(outcome.proposal().rung(), rung -> new DoubleSummaryStatistics())
          .accept(seconds);
    }
  }

  /** Seconds; 0 while nothing is known. */
  double seconds() {
    Map.Entry<Integer, DoubleSummaryStatistics> highest = byRung.lowerEntry(ladder.top());
    if (highest == null) {
      return 0;
    }
    if (ladder.isOfFoldsAlone()) {
      int folds = ladder.rung(ladder.top()).folds();
      return ofFold.getAverage() * (folds - ladder.rung(highest.getKey()).folds());
    }
    double all = 0;
    for (int rung = highest.getKey() + 1; rung <= ladder.top(); rung++) {
      Map.Entry<Integer, DoubleSummaryStatistics> known = byRung.floorEntry(rung);
      all += known.getValue().getAverage() * ladder.share(rung) / ladder.share(known.getKey());
    }
    return all;
  }
}
