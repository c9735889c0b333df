package org.espalier.report.view;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.study.CellState;
import org.espalier.study.Decision;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Rung, with the numbers of trials that reached it and left it.
 *
 * @param fidelity rows, folds and iterations of its evaluations
 * @param validation number of rows of the largest fold that models are validated on; empty for all
 *     of them
 * @param share share of the full work, in (0, 1]
 */
public record RungLine(
    int rung,
    Fidelity fidelity,
    Optional<FormattedNumber> validation,
    double share,
    Trials trials,
    double taskSeconds) {

  /**
   * Numbers of trials.
   *
   * @param reached number of trials that were evaluated there
   * @param wentOn number of trials promoted to a higher rung, or completed at the highest
   */
  public record Trials(int reached, int wentOn, int pruned, int failed) {}

  /** The rungs of a study, lowest first. */
  static List<RungLine> of(StudyRecord record) {
    RungLadder ladder = record.opened().setup().ladder();
    return IntStream.rangeClosed(0, ladder.top()).mapToObj(r -> of(record, ladder, r)).toList();
  }

  private static RungLine of(StudyRecord record, RungLadder ladder, int rung) {
    Fidelity fidelity = ladder.rung(rung);
    Set<Integer> reached = new HashSet<>();
    Set<Integer> failed = new HashSet<>();
    double seconds = 0;
    for (CellRow cell : record.cells()) {
      if (cell.rung() == rung) {
        reached.add(cell.trial());
        seconds += cell.cost().taskSeconds();
        if (cell.result().state() == CellState.FAILED || cell.result().state() == CellState.LOST) {
          failed.add(cell.trial());
        }
      }
    }
    return new RungLine(
        rung,
        fidelity,
        validation(record, ladder, fidelity),
        ladder.share(rung),
        new Trials(
            reached.size(),
            decided(record, rung, Decision.Kind.PROMOTE)
                + decided(record, rung, Decision.Kind.COMPLETE),
            decided(record, rung, Decision.Kind.PRUNE),
            failed.size()),
        seconds);
  }

  private static Optional<FormattedNumber> validation(
      StudyRecord record, RungLadder ladder, Fidelity fidelity) {
    long fold = Collections.max(record.opened().folds().sizes());
    long rows = ladder.validationRows(fidelity.rows(), fold);
    return rows < fold ? Optional.of(FormattedNumber.count(rows)) : Optional.empty();
  }

  private static int decided(StudyRecord record, int rung, Decision.Kind kind) {
    return (int)
        record.decisions().stream()
            .filter(d -> d.decision().rung() == rung && d.decision().kind() == kind)
            .count();
  }
}
