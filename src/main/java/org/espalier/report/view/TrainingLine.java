package org.espalier.report.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/** Number of cells of a learner that were trained by the same code for the same reason. */
public record TrainingLine(String learner, String trainer, String reason, int cells) {

  private record Key(String learner, String trainer, String reason) {}

  /** Lines in the order of the cells, without cells whose reason is not known. */
  public static List<TrainingLine> of(StudyRecord record) {
    Map<Integer, String> learners = new HashMap<>();
    for (TrialRow trial : record.trials()) {
      learners.put(trial.trial(), trial.candidate().learner());
    }
    Map<Key, Integer> cells = new LinkedHashMap<>();
    for (CellRow cell : record.cells()) {
      CellRow.Trained trained = cell.trained();
      if (!trained.trainerReason().isEmpty()) {
        String learner = learners.getOrDefault(cell.trial(), "");
        cells.merge(new Key(learner, trained.trainer(), trained.trainerReason()), 1, Integer::sum);
      }
    }
    List<TrainingLine> lines = new ArrayList<>();
    cells.forEach(
        (key, count) ->
            lines.add(new TrainingLine(key.learner(), key.trainer(), key.reason(), count)));
    return lines;
  }
}
