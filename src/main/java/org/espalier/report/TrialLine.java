package org.espalier.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/**
 * Trial as a line of the table.
 *
 * @param role {@code winner}, {@code baseline} or empty
 */
record TrialLine(
    int trial,
    String role,
    String learner,
    String origin,
    String state,
    Optional<Quantity> score,
    Optional<Quantity> stdError,
    int rung,
    int folds,
    double taskSeconds,
    List<Setting> configuration,
    String reason) {

  static List<TrialLine> of(StudyRecord record, int decimals) {
    return record.trials().stream().map(row -> of(record, row, decimals)).toList();
  }

  private static TrialLine of(StudyRecord record, TrialRow row, int decimals) {
    return new TrialLine(
        row.trial(),
        role(record, row.trial()),
        row.learner(),
        row.origin(),
        Words.state(row.state()),
        quantity(row.score(), decimals),
        quantity(row.stdError(), decimals),
        row.rung(),
        row.folds(),
        row.taskSeconds(),
        Setting.of(row.configuration()),
        row.reason());
  }

  private static String role(StudyRecord record, int trial) {
    if (record.summary().winner().filter(w -> w.trial() == trial).isPresent()) {
      return "winner";
    }
    return record.summary().baseline().filter(b -> b.trial() == trial).isPresent()
        ? "baseline"
        : "";
  }

  private static Optional<Quantity> quantity(OptionalDouble value, int decimals) {
    return value.isPresent()
        ? Optional.of(Quantity.fixed(value.getAsDouble(), decimals))
        : Optional.empty();
  }
}
