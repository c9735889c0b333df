package org.espalier.tune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.evaluate.Cell;
import org.espalier.journal.StudyEvent;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;

/**
 * Cells that were in flight when a driver died without a closing event, and so may have caused its
 * death. A cell that was in flight at two deaths runs alone from then on; one that was at three,
 * alone at the last of them, fails without another run.
 */
public final class Suspects {

  /** Number of deaths after which a cell runs alone. */
  private static final int ALONE = 2;

  /** Number of deaths after which a cell that ran alone fails. */
  private static final int FAILED = 3;

  /** Reason of a cell that is not run again. */
  public static final String REASON = "driver died";

  private record Place(long proposal, int fold) {}

  private final Map<Long, Proposal> proposals = new HashMap<>();
  private final Set<Place> inFlight = new LinkedHashSet<>();
  private final Map<Place, Integer> deaths = new LinkedHashMap<>();
  private final Set<Place> alone = new HashSet<>(); // at the last death that they were in flight at

  private Suspects() {}

  /**
   * The suspects of a study.
   *
   * @param events events in their order, all of drivers that ended
   */
  public static Suspects of(List<StudyEvent> events) {
    Suspects suspects = new Suspects();
    events.forEach(suspects::add);
    suspects.died();
    return suspects;
  }

  private void add(StudyEvent event) {
    if (event instanceof StudyEvent.Proposed proposed) {
      proposals.put(proposed.proposal().number(), proposed.proposal());
    } else if (event instanceof StudyEvent.CellStarted cell) {
      inFlight.add(new Place(cell.proposal(), cell.fold()));
    } else if (event instanceof StudyEvent.CellEnded cell) {
      acquit(new Place(cell.proposal(), cell.outcome().fold()));
    } else if (event instanceof StudyEvent.Told told) {
      Proposal proposal = told.outcome().proposal();
      proposal.folds().forEach(fold -> acquit(new Place(proposal.number(), fold)));
    } else if (event instanceof StudyEvent.Closed) {
      inFlight.clear(); // the driver announced its end
    } else if (event instanceof StudyEvent.Began || event instanceof StudyEvent.Resumed) {
      died();
    }
  }

  private void acquit(Place place) {
    inFlight.remove(place);
    deaths.remove(place);
    alone.remove(place);
  }

  private void died() {
    for (Place place : inFlight) {
      deaths.merge(place, 1, Integer::sum);
      if (inFlight.size() == 1) {
        alone.add(place);
      } else {
        alone.remove(place);
      }
    }
    inFlight.clear();
  }

  /** True if no other cell may run beside this one. */
  public boolean runsAlone(Cell cell) {
    Place place = new Place(cell.proposal().number(), cell.fold());
    return deaths.getOrDefault(place, 0) >= ALONE;
  }

  /** Ends of the cells that are not run again, to be recorded before the study continues. */
  public List<StudyEvent.CellEnded> failed() {
    List<StudyEvent.CellEnded> failed = new ArrayList<>();
    deaths.forEach(
        (place, number) -> {
          Proposal proposal = proposals.get(place.proposal());
          if (number >= FAILED && alone.contains(place) && proposal != null) {
            CellOutcome outcome =
                CellOutcome.without(
                    place.fold(), CellState.FAILED, proposal.rows(), "", REASON, Cost.NONE);
            failed.add(new StudyEvent.CellEnded(place.proposal(), outcome));
          }
        });
    return failed;
  }
}
