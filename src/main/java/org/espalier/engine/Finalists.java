package org.espalier.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.espalier.evaluate.KeptTrials;
import org.espalier.journal.StudyEvent.Repeated;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.Summary;
import org.espalier.numeric.CountedNoun;
import org.espalier.spec.WinnerPlan;

/**
 * Leading trials of a search, evaluated again before the winner is chosen, if the plan requests it:
 * the best of many means is biased upwards, except on folds that did not select it.
 *
 * @param folds numbers of folds that the search has not seen; empty for no further evaluation
 * @param say receives a line before trials are evaluated
 */
public record Finalists(List<Integer> folds, Consumer<String> say) {

  /** Maximum number of trials that are evaluated again. */
  private static final int NUMBER = 3;

  /**
   * Rounds of concurrent cells in which a study's finalists are evaluated again; 0 if the plan
   * requests none.
   *
   * @param folds number of folds of a partition
   * @param slots number of concurrent cells; positive
   */
  public static int rounds(WinnerPlan plan, int folds, int slots) {
    return (NUMBER * folds * plan.repeats() + slots - 1) / slots;
  }

  /** Number of the winning trial. */
  int winner(StudySearch search, StudySearch.Result ended, Winner rule)
      throws InterruptedException {
    if (folds.isEmpty()) {
      return rule.winningTrial(ended);
    }
    search.runner().searched(ended.study());
    StudyHistory history = search.session().recorder().history();
    List<Integer> leaders = KeptTrials.distinct(ended.study(), ended.contenders(), NUMBER);
    say.accept(
        "evaluates %s again, on %s not seen before"
            .formatted(
                leaders.size() == 1 ? "trial " + leaders.get(0) : "trials " + leaders,
                CountedNoun.of(folds.size(), "fold")));
    Map<Integer, Repeated> again = known(history);
    List<Integer> missing = leaders.stream().filter(trial -> !again.containsKey(trial)).toList();
    search
        .again(history.study(), missing, folds)
        .forEach(
            (trial, cells) -> {
              Repeated evaluated = new Repeated(trial, cells);
              search.session().recorder().record(evaluated);
              again.put(trial, evaluated);
            });
    Map<Integer, Summary.CrossValidated> scores = new LinkedHashMap<>();
    for (int trial : leaders) {
      List<Double> all =
          Optional.ofNullable(again.get(trial)).map(Repeated::scores).orElse(List.of());
      if (all.size() == folds.size()) {
        scores.put(trial, Summary.CrossValidated.of(all));
      }
    }
    return scores.isEmpty() ? rule.winningTrial(ended) : rule.winningTrial(ended.study(), scores);
  }

  /** Evaluations by earlier drivers; none if they were on other rows. */
  private static Map<Integer, Repeated> known(StudyHistory history) {
    return history.causes().contains(StudyHistory.NEW_DATA)
        ? new LinkedHashMap<>()
        : history.repeated();
  }
}
