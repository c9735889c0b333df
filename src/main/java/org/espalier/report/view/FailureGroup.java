package org.espalier.report.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;

/** Group of trials that ended without a result for the same reason. */
public record FailureGroup(String state, String reason, List<Integer> trials) {

  private record Key(String state, String reason) {}

  static List<FailureGroup> of(StudyRecord record) {
    Map<Key, List<Integer>> groups = new LinkedHashMap<>();
    for (TrialRow row : record.trials()) {
      if (row.state() == TrialState.FAILED || row.state() == TrialState.LOST) {
        groups
            .computeIfAbsent(
                new Key(DisplayLabels.state(row.state()), row.reason()), key -> new ArrayList<>())
            .add(row.trial());
      }
    }
    return groups.entrySet().stream()
        .map(e -> new FailureGroup(e.getKey().state(), e.getKey().reason(), e.getValue()))
        .toList();
  }
}
