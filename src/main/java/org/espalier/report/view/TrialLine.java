package org.espalier.report.view;

import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/**
 * Trial as the page shows it, beside its row of the table of trials.
 *
 * @param role {@code winner}, {@code leader}, {@code baseline} or empty
 */
public record TrialLine(TrialRow row, String role, String state) {

  static List<TrialLine> of(StudyRecord record, Optional<Contender> leader) {
    return record.trials().stream()
        .map(row -> new TrialLine(row, role(record, row.trial(), leader), state(row)))
        .toList();
  }

  private static String state(TrialRow row) {
    return DisplayLabels.state(row.state());
  }

  private static String role(StudyRecord record, int trial, Optional<Contender> leader) {
    if (record.summary().result().winner().filter(w -> w.trial() == trial).isPresent()) {
      return "winner";
    }
    if (leader.filter(best -> best.standing().trial() == trial).isPresent()) {
      return "leader";
    }
    return record.summary().result().baseline().filter(b -> b.trial() == trial).isPresent()
        ? "baseline"
        : "";
  }
}
