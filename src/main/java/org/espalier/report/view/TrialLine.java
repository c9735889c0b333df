package org.espalier.report.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/**
 * Trial as the page shows it, next to its row of the table of trials.
 *
 * @param role {@code winner}, {@code leader}, {@code baseline} or empty
 */
public record TrialLine(TrialRow row, String role, String state) {

  static List<TrialLine> of(StudyRecord record, int decimals) {
    Map<Integer, String> roles = new HashMap<>();
    record.summary().result().baseline().ifPresent(best -> roles.put(best.trial(), "baseline"));
    Contender.leader(record, decimals)
        .ifPresent(best -> roles.put(best.standing().trial(), "leader"));
    record.summary().result().winner().ifPresent(best -> roles.put(best.trial(), "winner"));
    return record.trials().stream()
        .map(
            row ->
                new TrialLine(
                    row, roles.getOrDefault(row.trial(), ""), DisplayLabels.state(row.state())))
        .toList();
  }
}
