package org.espalier.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.Summary;
import org.espalier.space.Configuration;
import org.espalier.spec.Origins;
import org.espalier.spec.WinnerPlan;
import org.espalier.study.Direction;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.StandardError;
import org.espalier.study.Study;

/**
 * Choice of the winner of a search, and check of its requirements.
 *
 * @param simpler order by simplicity, the simplest first, for the one-standard-error rule
 * @param exact true if scores compare in full, as in Spark's own validators; false if rounded to 10
 *     significant digits, so that the order of sums does not decide
 */
public record Winner(WinnerPlan plan, Comparator<Configuration> simpler, boolean exact) {

  private record Candidate(int trial, double loss, double standardError) {}

  /** The winning trial by the scores of the search. */
  int winningTrial(StudySearch.Result ended) {
    return chosen(
        ended.study(),
        ended.contenders().stream()
            .map(
                o ->
                    new Candidate(
                        o.proposal().trial(),
                        loss(ended.study(), o),
                        standardError(ended.study(), ended.design().ladder(), o)))
            .sorted(Comparator.comparing(Candidate::loss).thenComparing(Candidate::trial))
            .toList());
  }

  /**
   * The winning trial by folds that the search has not seen.
   *
   * @param repeated scores by trial, the one that led the search first; not empty
   */
  int winningTrial(Study study, Map<Integer, Summary.CrossValidated> repeated) {
    return chosen(
        study,
        repeated.entrySet().stream()
            .map(entry -> candidate(study, entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(Candidate::loss)) // equal ones stay in their order
            .toList());
  }

  private static Candidate candidate(Study study, int trial, Summary.CrossValidated score) {
    return new Candidate(trial, study.objective().loss(score.mean()), score.stdError().orElse(0));
  }

  private int chosen(Study study, List<Candidate> candidates) {
    Candidate best = candidates.get(0);
    if (plan.rule() == WinnerPlan.Rule.BEST) {
      return best.trial();
    }
    double bound = best.loss() + best.standardError();
    Candidate winner = best;
    for (Candidate candidate : candidates) {
      boolean close = candidate.loss() <= bound;
      if (close
          && simpler.compare(configuration(study, candidate), configuration(study, winner)) < 0) {
        winner = candidate;
      }
    }
    return winner.trial();
  }

  private static Configuration configuration(Study study, Candidate candidate) {
    return study.trials().get(candidate.trial()).configuration();
  }

  private double loss(Study study, Outcome outcome) {
    return exact
        ? study.objective().loss(outcome.score().orElseThrow())
        : outcome.loss().orElseThrow();
  }

  /** Standard error of the mean over folds; 0 for a single fold. */
  private static double standardError(Study study, RungLadder ladder, Outcome outcome) {
    double[] scores =
        ScoredCells.cells(study, ladder, outcome).stream()
            .flatMapToDouble(cell -> cell.score().stream())
            .toArray();
    return StandardError.of(scores).orElse(0);
  }

  /**
   * Gate that a winner misses, in words; empty if there is none. Held-out scores count if there are
   * any.
   *
   * @param summary summary of the study, with its winner
   */
  static Optional<String> missed(WinnerPlan gates, Origins origins, Summary summary) {
    String metric = summary.result().metric().name();
    if (gates.improvement().isPresent()) {
      double asked = gates.improvement().getAsDouble();
      OptionalDouble gained =
          summary.result().improvement().stream()
              .mapToDouble(i -> i.heldOut().orElse(i.crossValidated()))
              .findFirst();
      if (gained.isEmpty() || gained.getAsDouble() < asked) {
        return Optional.of(
            "%s: %s is required, but %s"
                .formatted(
                    origins.name("require.min-improvement"),
                    ConsoleFormat.text(asked),
                    gained.isEmpty()
                        ? "there is no baseline to compare with"
                        : "%s was gained".formatted(ConsoleFormat.text(gained.getAsDouble()))));
      }
    }
    if (gates.score().isPresent() && summary.result().winner().isPresent()) {
      Summary.Standing winner = summary.result().winner().get();
      double reached =
          winner.heldOut().map(Summary.HeldOut::score).orElse(winner.crossValidated().mean());
      double asked = gates.score().getAsDouble();
      boolean larger = summary.result().metric().direction() == Direction.MAXIMIZE;
      if (larger ? reached < asked : reached > asked) {
        return Optional.of(
            "%s: %s %s of at %s %s is required, but it is %s"
                .formatted(
                    origins.name("require.required-score"),
                    winner.heldOut().isPresent() ? "a held-out" : "a cross-validated",
                    metric,
                    larger ? "least" : "most",
                    ConsoleFormat.text(asked),
                    ConsoleFormat.text(reached)));
      }
    }
    return Optional.empty();
  }
}
