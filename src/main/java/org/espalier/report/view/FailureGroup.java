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

  static List<FailureGroup> of(StudyRecord record) {
    Map<List<String>, FailureGroup> groups = new LinkedHashMap<>();
    for (TrialRow row : record.trials()) {
      if (row.state() == TrialState.FAILED || row.state() == TrialState.LOST) {
        String state = DisplayLabels.state(row.state());
        groups
            .computeIfAbsent(
                List.of(state, row.reason()),
                key -> new FailureGroup(state, row.reason(), new ArrayList<>()))
            .trials()
            .add(row.trial());
      }
    }
    return List.copyOf(groups.values());
  }
}
