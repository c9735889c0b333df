package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.journal.CellRow;
import org.espalier.journal.DecisionRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.Decision;
import org.espalier.study.Direction;

/**
 * Record of a trial as a table, its configuration, its sampler, its end, and its score next to the
 * cutoff of each rung.
 *
 * @param facts names, each with a value
 * @param rungs headings, then a line for each decision, or for a rung without one; lowest rung
 *     first
 */
public record TrialExplanation(List<List<String>> facts, List<List<String>> rungs) {

  private static final List<String> HEADINGS =
      List.of("Rung", "Folds", "Score", "Cut", "Rank", "Decision");

  private static final String NONE = "-";

  public TrialExplanation {
    facts = List.copyOf(facts);
    rungs = List.copyOf(rungs);
  }

  /**
   * Record of a trial of a study, which may still run.
   *
   * @throws IllegalArgumentException if there is no such trial
   */
  public static TrialExplanation of(StudyRecord record, int trial) {
    int trials = record.trials().size();
    if (trial < 0 || trial >= trials) {
      throw new IllegalArgumentException(
          "trial %d: is not in the study; %s"
              .formatted(
                  trial,
                  trials == 0
                      ? "it has no trials yet"
                      : "the study has trials 0 to %d".formatted(trials - 1)));
    }
    return new TrialExplanation(facts(record.trials().get(trial)), rungs(record, trial));
  }

  private static List<List<String>> facts(TrialRow row) {
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("Trial", String.valueOf(row.trial())));
    facts.add(List.of("State", row.state().name().toLowerCase(Locale.ROOT)));
    if (!row.candidate().learner().isEmpty()) {
      facts.add(List.of("Learner", row.candidate().learner()));
    }
    row.candidate()
        .configuration()
        .forEach((name, value) -> facts.add(List.of(name, ScoreEstimate.value(value))));
    row.evaluation()
        .iterations()
        .ifPresent(number -> facts.add(List.of("Iterations", String.valueOf(number))));
    String origin = row.candidate().origin();
    facts.add(
        List.of(
            "Origin", row.originReason().isEmpty() ? origin : origin + ": " + row.originReason()));
    if (!row.reason().isEmpty()) {
      facts.add(List.of("Reason", row.reason()));
    }
    return facts;
  }

  private static List<List<String>> rungs(StudyRecord record, int trial) {
    RungScores scores = RungScores.of(record);
    List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
    for (int rung : evaluated(record, trial)) {
      Optional<ScoreEstimate> score = scores.at(trial, rung);
      List<String> shown =
          List.of(
              String.valueOf(rung),
              score.map(found -> String.valueOf(found.folds())).orElse(NONE),
              score.map(ScoreEstimate::toString).orElse(NONE));
      List<Decision> decisions =
          record.decisions().stream()
              .map(DecisionRow::decision)
              .filter(decision -> decision.trial() == trial && decision.rung() == rung)
              .toList();
      if (decisions.isEmpty()) {
        lines.add(joined(shown, List.of(NONE, NONE, NONE)));
      }
      decisions.forEach(decision -> lines.add(joined(shown, decided(decision, scores))));
    }
    return lines;
  }

  private static List<Integer> evaluated(StudyRecord record, int trial) {
    return record.cells().stream()
        .filter(cell -> cell.trial() == trial)
        .map(CellRow::rung)
        .distinct()
        .sorted()
        .toList();
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.of(first, second).flatMap(List::stream).toList();
  }

  /** Cutoff in the metric's own direction, rank, and decision. */
  private static List<String> decided(Decision decision, RungScores scores) {
    Decision.Ranking ranking = decision.ranking();
    Optional<ScoreEstimate> score = scores.at(decision.trial(), decision.rung());
    boolean isLoss = scores.objective().direction() == Direction.MINIMIZE;
    String kind =
        switch (decision.kind()) {
          case PROMOTE -> "promoted";
          case PRUNE -> "pruned";
          case COMPLETE -> "completed";
        };
    return List.of(
        ranking.cutoff().stream()
            .map(loss -> isLoss ? loss : 0.0 - loss)
            .mapToObj(cut -> score.map(own -> own.text(cut)).orElse(ScoreEstimate.digits(cut)))
            .findFirst()
            .orElse(NONE),
        "%d of %d".formatted(ranking.rank(), ranking.of()),
        "%s by %s: %s".formatted(kind, decision.rule(), decision.reason()));
  }

  /** Both tables as text; the second one only if the trial was evaluated. */
  public List<String> lines() {
    List<String> lines = aligned(facts);
    if (rungs.size() > 1) {
      lines.add("");
      lines.addAll(aligned(rungs));
    }
    return lines;
  }

  private static List<String> aligned(List<List<String>> table) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : table) {
      lines.add(
          IntStream.range(0, row.size())
              .mapToObj(i -> "%%-%ds".formatted(width(table, i)).formatted(row.get(i)))
              .collect(Collectors.joining("  "))
              .stripTrailing());
    }
    return lines;
  }

  private static int width(List<List<String>> table, int column) {
    return table.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }

  /** The lines, one below the other. */
  @Override
  public String toString() {
    return String.join(System.lineSeparator(), lines());
  }
}
