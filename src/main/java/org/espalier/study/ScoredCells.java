package org.espalier.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cells whose mean is a trial's score: those of its rung and those of lower rungs with the same
 * rows and iterations.
 */
public final class ScoredCells {

  private ScoredCells() {}

  /**
   * All cells behind an outcome, by fold; for a repeated configuration the cells of the earlier
   * one.
   */
  public static List<CellOutcome> cells(Study study, RungLadder ladder, Outcome outcome) {
    Outcome run = run(study, outcome);
    List<CellOutcome> cells = new ArrayList<>(before(study, ladder, run.proposal()));
    cells.addAll(run.cells());
    cells.sort(Comparator.comparing(CellOutcome::fold));
    return List.copyOf(cells);
  }

  /** Scores behind a completed outcome, by fold. */
  public static Map<Integer, Double> byFold(Study study, RungLadder ladder, Outcome outcome) {
    Map<Integer, Double> scores = new TreeMap<>();
    for (CellOutcome cell : cells(study, ladder, outcome)) {
      cell.score().ifPresent(score -> scores.put(cell.fold(), score));
    }
    return scores;
  }

  /** Cells of lower rungs that also count at a proposal's rung, as they are the same fits. */
  public static List<CellOutcome> before(Study study, RungLadder ladder, Proposal proposal) {
    Fidelity here = ladder.rung(proposal.rung());
    List<CellOutcome> cells = new ArrayList<>();
    for (Outcome told : study.outcomesOf(proposal.trial())) {
      Proposal before = told.proposal();
      if (told.completed()
          && before.rung() < proposal.rung()
          && here.hasCellsOf(ladder.rung(before.rung()))) {
        cells.addAll(run(study, told).cells());
      }
    }
    return cells;
  }

  /** Outcome that holds the cells: itself, or the earlier one that answered it. */
  private static Outcome run(Study study, Outcome outcome) {
    if (outcome.answeredFrom().isEmpty()) {
      return outcome;
    }
    long number = outcome.answeredFrom().getAsLong();
    return study
        .outcomeOf(number)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is answered from proposal %d, which has no outcome."
                        .formatted(outcome.proposal(), number)));
  }
}
