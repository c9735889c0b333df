package org.espalier.job;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.espalier.journal.StudyEvent.Repeated;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.Summary;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.study.Outcome;

/**
 * Leading trials of a search, evaluated again before the winner is chosen, if the plan says so: the
 * best of many means is biased upwards, but not on folds that did not select it.
 */
record Finalists(StudySearch search, StudyHistory history) {

  /** Trials that are evaluated again. */
  static final int NUMBER = 3;

  /**
   * The trial that wins.
   *
   * @param complete outcomes at the highest rung, the best first; not empty
   */
  int winner(SparkContext context, PipelineCells work, List<Outcome> complete)
      throws InterruptedException {
    PreparedStudy prepared = search.prepared();
    Winner rule = new Winner(prepared.plan(), history.study(), prepared.ladder());
    int folds = prepared.data().furtherFolds().size();
    if (folds == 0) {
      return rule.of(complete);
    }
    List<Integer> leaders = leaders(complete);
    search.out().printf("evaluates trials %s again, on %d folds not seen before%n", leaders, folds);
    Map<Integer, Repeated> again = known();
    List<Integer> missing = leaders.stream().filter(trial -> !again.containsKey(trial)).toList();
    search
        .again(context, work, history.study(), missing)
        .forEach(
            (trial, cells) -> {
              Repeated evaluated = new Repeated(trial, cells);
              search.recorder().record(evaluated);
              again.put(trial, evaluated);
            });
    Map<Integer, Summary.CrossValidated> scores = new LinkedHashMap<>();
    for (int trial : leaders) {
      List<Double> all =
          Optional.ofNullable(again.get(trial)).map(Repeated::scores).orElse(List.of());
      if (all.size() == folds) {
        scores.put(trial, Summary.CrossValidated.of(all));
      }
    }
    return scores.isEmpty() ? rule.of(complete) : rule.of(scores);
  }

  private List<Integer> leaders(List<Outcome> complete) {
    List<Integer> leaders = new ArrayList<>();
    Set<Configuration> seen = new HashSet<>();
    for (Outcome outcome : complete) {
      int trial = outcome.proposal().trial();
      if (leaders.size() < NUMBER
          && seen.add(history.study().trials().get(trial).configuration())) {
        leaders.add(trial);
      }
    }
    return leaders;
  }

  /** What an earlier driver evaluated again, unless it was on other rows. */
  private Map<Integer, Repeated> known() {
    return history.causes().contains(StudyHistory.NEW_DATA)
        ? new LinkedHashMap<>()
        : history.repeated();
  }
}
