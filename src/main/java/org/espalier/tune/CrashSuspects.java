package org.espalier.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.evaluate.Cell;
import org.espalier.journal.CellKey;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyHistory.Deaths;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Study;

/**
 * Cells that were in flight when a driver died without a closing event, and so may have caused its
 * death. A cell that was in flight at two deaths runs alone from then on; one that was alone at
 * {@value #FAILS} deaths fails. Deaths with other cells in flight do not count for that, because a
 * kill from outside may hit any cell.
 */
public record CrashSuspects(Study study, Map<CellKey, Deaths> deaths) {

  /** Number of deaths after which a cell runs alone. */
  private static final int ALONE = 2;

  /** Number of deaths at which a cell was alone, after which it fails. */
  public static final int FAILS = 3;

  /** Suspects of a study whose drivers have all ended. */
  public static CrashSuspects of(StudyHistory history) {
    return new CrashSuspects(history.study(), history.deaths());
  }

  /** True if no other cell may run in parallel with this one. */
  public boolean runsAlone(Cell cell) {
    Deaths known = deaths.get(new CellKey(cell.proposal().number(), cell.fold()));
    return known != null && known.number() >= ALONE;
  }

  /** Ends of the cells that are not run again, to be recorded before the study continues. */
  public List<StudyEvent.CellEnded> failed() {
    List<StudyEvent.CellEnded> failed = new ArrayList<>();
    deaths.forEach(
        (cell, known) -> {
          if (known.alone() >= FAILS) {
            long rows = study.proposals().get(Math.toIntExact(cell.proposal())).rows();
            CellOutcome outcome =
                CellOutcome.without(
                    cell.fold(), CellState.FAILED, rows, StudyHistory.DRIVER_DIED, Cost.NONE);
            failed.add(new StudyEvent.CellEnded(cell.proposal(), outcome));
          }
        });
    return failed;
  }
}
