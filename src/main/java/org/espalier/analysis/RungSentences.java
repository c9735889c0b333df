package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.journal.CellRow;
import org.espalier.journal.DecisionRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.Counted;
import org.espalier.schedule.Scheduler;
import org.espalier.study.CellState;
import org.espalier.study.Decision;
import org.espalier.study.Direction;

/** Sentences on the evaluations of a trial, and on the decisions that followed. */
record RungSentences(StudyRecord record, RungScores scores, TrialRow row) {

  /** End of a reason that compares the trial with another one. */
  private static final Pattern OTHER = Pattern.compile("\\b(?:behind|ahead of) trial (\\d+)$");

  List<String> sentences() {
    SortedMap<Long, List<CellRow>> evaluations = new TreeMap<>();
    for (CellRow cell : record.cells()) {
      if (cell.trial() == row.trial()) {
        evaluations.computeIfAbsent(cell.proposal(), proposal -> new ArrayList<>()).add(cell);
      }
    }
    List<String> all = new ArrayList<>();
    for (List<CellRow> cells : evaluations.values()) {
      evaluation(cells, all);
      for (Decision decision : decisions(cells.get(0).rung())) {
        decision(decision, all);
      }
    }
    return all;
  }

  private List<Decision> decisions(int rung) {
    return record.decisions().stream()
        .map(DecisionRow::decision)
        .filter(decision -> decision.trial() == row.trial() && decision.rung() == rung)
        .toList();
  }

  private void evaluation(List<CellRow> cells, List<String> all) {
    int rung = cells.get(0).rung();
    String where = capital(new RungText(record).at(rung));
    Optional<CellRow> failed =
        cells.stream()
            .filter(cell -> cell.result().state() != CellState.COMPLETED)
            .min((a, b) -> a.result().state().compareTo(b.result().state()));
    Optional<ScoreEstimate> score = scores.at(row.trial(), rung);
    if (failed.isPresent()) {
      all.add("%s %s%s.".formatted(where, failure(failed.get()), attempts(cells)));
    } else if (score.isPresent()) {
      all.add(
          "%s it scored %s in %s%s%s."
              .formatted(
                  where,
                  score.get(),
                  record.summary().result().metric().name(),
                  score.get().folds() > 1 ? " over %d folds".formatted(score.get().folds()) : "",
                  attempts(cells)));
    }
    repeated(cells.get(0)).ifPresent(all::add);
    cells.stream()
        .flatMapToInt(cell -> cell.trained().iterations().stream())
        .max()
        .ifPresent(
            number ->
                all.add(
                    "Early stopping ended its training at %s."
                        .formatted(Counted.of(number, "iteration"))));
  }

  private static String failure(CellRow cell) {
    String verb =
        switch (cell.result().state()) {
          case LOST -> "it was lost";
          case CANCELLED -> "it was cancelled";
          case FAILED, COMPLETED -> "it failed";
        };
    return "%s on fold %d: %s"
        .formatted(verb, cell.split().fold(), sentence(cell.result().reason()));
  }

  /** A reason without the full stop that it may end with. */
  private static String sentence(String reason) {
    return reason.strip().replaceFirst("\\.$", "");
  }

  private static String attempts(Collection<CellRow> cells) {
    int most = cells.stream().mapToInt(cell -> cell.cost().attempts()).max().orElse(0);
    return most > 1 ? ", after %d attempts".formatted(most) : "";
  }

  /** Earlier trial whose result was taken in place of the same work. */
  private Optional<String> repeated(CellRow first) {
    return first.answeredFrom().stream()
        .mapToObj(
            proposal ->
                record.cells().stream().filter(cell -> cell.proposal() == proposal).findFirst())
        .flatMap(Optional::stream)
        .map(
            cell ->
                "Nothing was run for that: its configuration is that of trial %d, whose result was"
                        .formatted(cell.trial())
                    + " taken.")
        .findFirst();
  }

  private void decision(Decision decision, List<String> all) {
    String verb =
        switch (decision.kind()) {
          case PROMOTE -> "promoted";
          case PRUNE -> "pruned";
          case COMPLETE -> "completed";
        };
    all.add(
        "The rule %s %s it: %s (%s)."
            .formatted(decision.rule(), verb, sentence(decision.reason()), place(decision)));
    compared(decision).ifPresent(all::add);
    measured(decision.measured()).ifPresent(all::add);
  }

  /** Rank and distance from the cut, in the metric's own direction. */
  private String place(Decision decision) {
    Decision.Ranking ranking = decision.ranking();
    String rank = "rank %d of %d then".formatted(ranking.rank(), ranking.of());
    if (ranking.cutoff().isEmpty()) {
      return rank;
    }
    double cutoff = ranking.cutoff().getAsDouble();
    double over = cutoff - ranking.value(); // a smaller loss is better
    ScoreEstimate mine =
        scores
            .at(decision.trial(), decision.rung())
            .orElseGet(() -> ScoreEstimate.of(List.of(score(ranking.value()))));
    String cut = mine.text(score(cutoff));
    if (over == 0) {
      return "%s, at the cut of %s".formatted(rank, cut);
    }
    return "%s, %s %s than the cut of %s"
        .formatted(rank, mine.text(Math.abs(over)), over > 0 ? "better" : "worse", cut);
  }

  /** Score of a loss. */
  private double score(double loss) {
    return scores.objective().direction() == Direction.MAXIMIZE ? 0.0 - loss : loss;
  }

  /** Paired difference to the trial that the reason names. */
  private Optional<String> compared(Decision decision) {
    Matcher other = OTHER.matcher(decision.reason());
    if (!other.find()) {
      return Optional.empty();
    }
    int leader = Integer.parseInt(other.group(1));
    return scores
        .improvement(decision.trial(), leader, decision.rung())
        .map(
            gain ->
                "On %s it was %s."
                    .formatted(
                        gain.folds() == 1
                            ? "the one fold that it had"
                            : "the %d folds that it had".formatted(gain.folds()),
                        StandingSentences.compared(gain, leader)));
  }

  /** Values that no outcome says; the time left is in the reason. */
  private static Optional<String> measured(Map<String, Double> values) {
    String text =
        values.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(Scheduler.SECONDS_LEFT))
            .map(entry -> entry.getKey() + " = " + ScoreEstimate.digits(entry.getValue()))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? Optional.empty() : Optional.of("Measured then: %s.".formatted(text));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
