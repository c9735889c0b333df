package org.espalier.report.view;

import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/**
 * Trial as a line of the table.
 *
 * @param role {@code winner}, {@code leader}, {@code baseline} or empty
 */
public record TrialLine(
    TrialRow row,
    String role,
    String state,
    Optional<FormattedNumber> score,
    Optional<FormattedNumber> stdError,
    List<ShownSetting> configuration) {

  static List<TrialLine> of(StudyRecord record, int decimals) {
    return record.trials().stream().map(row -> of(record, row, decimals)).toList();
  }

  private static TrialLine of(StudyRecord record, TrialRow row, int decimals) {
    return new TrialLine(
        row,
        role(record, row.trial(), decimals),
        DisplayLabels.state(row.state()),
        row.evaluation().score().stream()
            .mapToObj(score -> FormattedNumber.fixed(score, decimals))
            .findFirst(),
        row.evaluation().stdError().stream()
            .mapToObj(
                error ->
                    FormattedNumber.error(error, row.evaluation().score().orElse(error), decimals))
            .findFirst(),
        ShownSetting.of(row.candidate().configuration(), row.evaluation().iterations().stream()));
  }

  private static String role(StudyRecord record, int trial, int decimals) {
    if (record.summary().result().winner().filter(w -> w.trial() == trial).isPresent()) {
      return "winner";
    }
    if (Contender.leader(record, decimals)
        .filter(leader -> leader.standing().trial() == trial)
        .isPresent()) {
      return "leader";
    }
    return record.summary().result().baseline().filter(b -> b.trial() == trial).isPresent()
        ? "baseline"
        : "";
  }
}
