package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.Counted;
import org.espalier.search.GridSampler;

/** Sentences on what the stages of a workflow found. */
final class WorkflowSentences {

  /** Number of params that are named by their gain. */
  private static final int SHOWN = 3;

  private WorkflowSentences() {}

  static List<String> defaults(StudyRecord record) {
    return List.of(
        record.trials().stream()
            .map(
                row ->
                    "%s %s"
                        .formatted(
                            row.candidate().learner(), estimate(row).orElse("without a score")))
            .collect(Collectors.joining(", ", "Defaults by learner: ", ".")));
  }

  private static Optional<String> estimate(TrialRow row) {
    TrialRow.Evaluation evaluation = row.evaluation();
    return evaluation.score().stream()
        .mapToObj(
            mean -> new ScoreEstimate(mean, evaluation.stdError(), evaluation.folds()).toString())
        .findFirst();
  }

  static List<String> oneAtATime(List<ParameterGain> worth) {
    List<String> learned = new ArrayList<>();
    worth.stream()
        .filter(gain -> gain.gain().mean() > 0)
        .limit(SHOWN)
        .forEach(
            gain ->
                learned.add(
                    "%s = %s brings %s.".formatted(gain.parameter(), gain.change(), gain.gain())));
    String none =
        worth.stream()
            .filter(gain -> !(gain.gain().mean() > 0))
            .map(ParameterGain::parameter)
            .collect(Collectors.joining(", "));
    if (!none.isEmpty()) {
      learned.add("No value is better than the default by itself: %s.".formatted(none));
    }
    return learned;
  }

  static List<String> random(StudyRecord record) {
    int top = record.opened().setup().ladder().top();
    int trials = record.trials().size();
    if (top == 0) {
      return List.of("%s on all rows.".formatted(Counted.of(trials, "configuration")));
    }
    long promoted = record.trials().stream().filter(row -> row.evaluation().rung() == top).count();
    return List.of(
        "%s on %,d of %s, %,d of them on all."
            .formatted(
                Counted.of(trials, "configuration"),
                record.opened().setup().ladder().rung(0).rows(),
                Counted.of(record.opened().setup().ladder().rung(top).rows(), "training row"),
                promoted));
  }

  static List<String> grid(StudyRecord record) {
    List<TrialRow> grid =
        record.trials().stream()
            .filter(row -> row.candidate().origin().equals(GridSampler.NAME))
            .toList();
    String values =
        grid.stream()
            .flatMap(row -> row.candidate().configuration().keySet().stream())
            .distinct()
            .map(name -> values(name, grid))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return List.of(
        values.isEmpty()
            ? "No param has numbers to go a step from."
            : "%s: %s.".formatted(Counted.of(grid.size(), "point"), values));
  }

  /** Values of a param that varies; else empty. */
  private static String values(String name, List<TrialRow> grid) {
    TreeSet<Double> values =
        grid.stream()
            .map(row -> row.candidate().configuration().get(name))
            .filter(Number.class::isInstance)
            .map(value -> ((Number) value).doubleValue())
            .collect(Collectors.toCollection(TreeSet::new));
    return values.size() < 2
        ? ""
        : name + " " + values.stream().map(ScoreEstimate::value).collect(Collectors.joining(", "));
  }

  /**
   * @param winner one trial or none
   */
  static List<String> finalists(StudyHistory history, int... winner) {
    Map<Integer, StudyEvent.Repeated> repeated = history.repeated();
    if (repeated.isEmpty()) {
      return List.of("No further folds: the winner is chosen by the folds of the search.");
    }
    int folds = repeated.values().iterator().next().cells().size();
    return List.of(
        repeated.entrySet().stream()
            .filter(entry -> !entry.getValue().scores().isEmpty())
            .map(
                entry ->
                    "trial %d %s%s"
                        .formatted(
                            entry.getKey(),
                            ScoreEstimate.of(entry.getValue().scores()),
                            IntStream.of(winner).anyMatch(entry.getKey()::equals)
                                ? " (the winner)"
                                : ""))
            .collect(
                Collectors.joining(
                    ", ",
                    "On %s that the search has not seen: ".formatted(Counted.of(folds, "fold")),
                    ".")));
  }
}
