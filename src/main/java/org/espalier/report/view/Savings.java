package org.espalier.report.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.CountedNoun;
import org.espalier.study.TrialState;

/**
 * Savings by pruning.
 *
 * @param seconds additional task time that the pruned trials would have taken, at the mean of the
 *     completed trials of their learner
 * @param estimated number of pruned trials in that estimate; learners without a completed trial are
 *     left out
 * @param function true if units are steps of a function's calls
 */
public record Savings(Summary.Saved units, double seconds, int estimated, boolean function) {

  static Savings of(StudyRecord record) {
    Map<String, Double> full =
        measured(record, TrialState.COMPLETED).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.candidate().learner(),
                    LinkedHashMap::new,
                    Collectors.averagingDouble(row -> row.work().taskSeconds())));
    List<TrialRow> pruned =
        measured(record, TrialState.PRUNED).stream()
            .filter(row -> full.containsKey(row.candidate().learner()))
            .toList();
    double seconds =
        pruned.stream()
            .mapToDouble(
                row ->
                    Math.max(
                        0,
                        full.getOrDefault(row.candidate().learner(), 0.0)
                            - row.work().taskSeconds()))
            .sum();
    return new Savings(
        record.summary().search().saved(),
        seconds,
        pruned.size(),
        DisplayLabels.isOfFunction(record));
  }

  /** Trials that were run; those answered from the record took no time. */
  private static List<TrialRow> measured(StudyRecord record, TrialState state) {
    return record.trials().stream()
        .filter(row -> row.state() == state && row.work().taskSeconds() > 0)
        .toList();
  }

  public List<String> sentences() {
    List<String> said = new ArrayList<>();
    if (units.unitsFull() > 0) {
      said.add(
          "Planned: %s of the %s units (%s × folds) that %s in full take; %s."
              .formatted(
                  FormattedNumber.count(units.unitsPlanned()).text(),
                  FormattedNumber.count(units.unitsFull()).text(),
                  function ? "steps" : "training rows",
                  units.unitsCancelled() == 0 ? "all configurations" : "the trials decided on",
                  units.share() < 0
                      ? "the rungs took %s more than they saved"
                          .formatted(FormattedNumber.percent(-units.share()).text())
                      : "pruning saved %s"
                          .formatted(FormattedNumber.percent(units.share()).text())));
    }
    if (units.unitsCancelled() > 0) {
      said.add(
          "Cancelled as the study ended, or under way: trials of %s units."
              .formatted(FormattedNumber.count(units.unitsCancelled()).text()));
    }
    if (estimated > 0 && seconds > 0) {
      said.add(
          "Measured: %s would have taken about %s more task time, at the mean of the completed"
                  .formatted(CountedNoun.of(estimated, "pruned trial"), DisplayLabels.span(seconds))
              + (function ? " trials." : " trials of their learner."));
    }
    return said;
  }
}
