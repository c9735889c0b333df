package org.espalier.report.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.Counted;
import org.espalier.study.TrialState;

/**
 * Savings by pruning.
 *
 * @param share share of the planned units of all configurations at full fidelity that was not
 *     evaluated; negative where the rungs cost more than pruning saved
 * @param seconds additional task time that the pruned trials would have taken, at the mean of the
 *     completed trials of their learner
 * @param estimated number of pruned trials in that estimate; learners without a completed trial are
 *     left out
 * @param function true if units are steps of a function's calls
 */
public record Savings(
    long unitsPlanned,
    long unitsFull,
    long unitsCancelled,
    double share,
    double seconds,
    int estimated,
    boolean function) {

  static Savings of(StudyRecord record) {
    Summary.Saved units = record.summary().search().saved();
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
        units.unitsPlanned(),
        units.unitsFull(),
        units.unitsCancelled(),
        units.share(),
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
    if (unitsFull > 0) {
      said.add(
          "Planned: %s of the %s units (%s × folds) that %s in full take; %s."
              .formatted(
                  FormattedNumber.count(unitsPlanned).text(),
                  FormattedNumber.count(unitsFull).text(),
                  function ? "steps" : "training rows",
                  unitsCancelled == 0 ? "all configurations" : "the trials decided on",
                  share < 0
                      ? "the rungs took %s more than they saved"
                          .formatted(FormattedNumber.percent(-share).text())
                      : "pruning saved %s".formatted(FormattedNumber.percent(share).text())));
    }
    if (unitsCancelled > 0) {
      said.add(
          "Cancelled as the study ended, or under way: trials of %s units."
              .formatted(FormattedNumber.count(unitsCancelled).text()));
    }
    if (estimated > 0 && seconds > 0) {
      said.add(
          "Measured: %s would have taken about %s more task time, at the mean of the completed"
                  .formatted(Counted.of(estimated, "pruned trial"), DisplayLabels.span(seconds))
              + (function ? " trials." : " trials of their learner."));
    }
    return said;
  }
}
