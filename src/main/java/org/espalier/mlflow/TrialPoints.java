package org.espalier.mlflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyEvent;
import org.espalier.study.CellOutcome;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;

/**
 * Points of the metrics of a trial: scores by rung and by fold, learning curves, cost.
 *
 * @param run receives them
 * @param opened the study's beginning
 */
record TrialPoints(TrackedRun run, StudyEvent.Opened opened) {

  private String metric() {
    return TrackedRun.key(opened.setup().objective().metric());
  }

  private String ofFolds(String metric, Proposal proposal) {
    return opened.setup().ladder().rungs().size() == 1
        ? metric + "/folds"
        : metric + "/rung-" + proposal.rung();
  }

  private long endOf(CellOutcome cell) {
    return Math.max(opened.at(), cell.cost().span().endedAt());
  }

  /** Adds the scores of a cell, by fold; returns when it ended. */
  long cell(Proposal proposal, CellOutcome cell) {
    long at = endOf(cell);
    if (cell.cost().span().startedAt() > 0) {
      run.begin(cell.cost().span().startedAt());
    }
    cell.score()
        .ifPresent(score -> run.metric(ofFolds(metric(), proposal), score, cell.fold(), at));
    cell.metrics()
        .forEach(
            (name, value) ->
                run.metric(ofFolds(TrackedRun.key(name), proposal), value, cell.fold(), at));
    return at;
  }

  /** Adds the means over folds and the cost of an outcome, by rung; returns when it was known. */
  long outcome(Outcome outcome) {
    long at = outcome.cells().stream().mapToLong(this::endOf).reduce(opened.at(), Math::max);
    int rung = outcome.proposal().rung();
    run.begin(at);
    run.metric(
        "cost/task-seconds",
        outcome.cells().stream().mapToDouble(cell -> cell.cost().taskSeconds()).sum(),
        rung,
        at);
    run.metric(
        "cost/wall-seconds",
        outcome.cells().stream().mapToDouble(cell -> cell.cost().wallSeconds()).sum(),
        rung,
        at);
    outcome
        .score()
        .ifPresent(
            score -> {
              run.metric(metric(), score, rung, at);
              means(outcome.cells())
                  .forEach((name, mean) -> run.metric(TrackedRun.key(name), mean, rung, at));
            });
    return at;
  }

  private static Map<String, Double> means(List<CellOutcome> cells) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (CellOutcome cell : cells) {
      cell.metrics()
          .forEach(
              (name, value) -> values.computeIfAbsent(name, any -> new ArrayList<>()).add(value));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    values.forEach(
        (name, all) ->
            means.put(name, all.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
    return means;
  }

  /** Adds numbers of a learning curve: a report has no time, and repeats those before it. */
  void report(int fold, long step, Map<String, Double> values) {
    values.forEach(
        (name, value) ->
            run.metric(
                "curve/%s/fold-%d".formatted(TrackedRun.key(name), fold),
                value,
                step,
                opened.at()));
  }

  /** Adds the score on a fold that the search has not seen. */
  void repeated(CellOutcome cell) {
    cell.score()
        .ifPresent(score -> run.metric(metric() + "/repeated", score, cell.fold(), endOf(cell)));
  }
}
