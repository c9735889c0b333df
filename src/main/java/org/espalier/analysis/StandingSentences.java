package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;

/** Sentences on the state of a trial in the end, and on how it compares with the winner. */
record StandingSentences(StudyRecord record, RungScores scores, TrialRow row) {

  List<String> sentences() {
    List<String> all = new ArrayList<>();
    waiting().ifPresent(all::add);
    Optional<Summary.Standing> winner = record.summary().result().winner();
    Optional<Summary.Standing> first = winner.or(() -> record.course().leader());
    String role = winner.isPresent() ? "winner" : "leader so far";
    if (first.isEmpty()) {
      return all;
    }
    if (first.get().trial() == row.trial()) {
      all.add("It is the %s.".formatted(role));
      rivals(first.get(), all);
    } else {
      beside(first.get().trial(), role).ifPresent(all::add);
      rank().ifPresent(all::add);
    }
    if (row.state() == TrialState.PRUNED) {
      all.add("Its score in full is not known.");
    }
    return all;
  }

  private Optional<String> waiting() {
    return switch (row.state()) {
      case QUEUED -> Optional.of("Its next evaluation has not begun.");
      case RUNNING -> Optional.of("It is under way.");
      case PAUSED -> Optional.of("It waits for the other trials of its rung.");
      case CANCELLED -> Optional.of("It was cancelled: %s.".formatted(row.reason()));
      case COMPLETED, PRUNED, FAILED, LOST -> Optional.empty();
    };
  }

  /** The winner beside the next best, the baseline, and what it scored on further rows. */
  private void rivals(Summary.Standing winner, List<String> all) {
    List<Integer> ranking =
        scores.ranking(row.evaluation().rung()).stream().map(RungScores.Standing::trial).toList();
    ranking.stream()
        .filter(other -> other != row.trial())
        .findFirst()
        .ifPresentOrElse(
            other -> all.addAll(rival(other, ranking.indexOf(other) == 0)),
            () -> all.add("No other trial was completed at its rung."));
    record
        .summary()
        .result()
        .baseline()
        .filter(baseline -> baseline.trial() != row.trial())
        .flatMap(baseline -> beside(baseline.trial(), "baseline"))
        .ifPresent(all::add);
    winner
        .repeated()
        .map(again -> new ScoreEstimate(again.mean(), again.stdError(), again.scores().size()))
        .ifPresent(
            again -> all.add("On %d further folds it scored %s.".formatted(again.folds(), again)));
    winner
        .heldOut()
        .map(heldOut -> ScoreEstimate.digits(heldOut.score()))
        .ifPresent(score -> all.add("On held-out rows it scored %s.".formatted(score)));
  }

  /** A winner whose mean is not the best was chosen by another rule. */
  private List<String> rival(int other, boolean isBest) {
    List<String> all = new ArrayList<>();
    beside(other, isBest ? "best mean" : "next best").ifPresent(all::add);
    if (isBest) {
      all.add(
          ("Yet trial %d was not chosen: the rule for the winner, or scores on further folds,"
                  + " decided.")
              .formatted(other));
    }
    return all;
  }

  /** The trial beside another one, on the folds of the highest rung that both completed. */
  private Optional<String> beside(int other, String role) {
    return scores
        .improvement(row.trial(), other)
        .map(
            gain ->
                "Beside the %s, trial %d, it was %s%s, %s."
                    .formatted(
                        role,
                        other,
                        difference(gain.score()),
                        gain.score().folds() > 1
                            ? " on the same %d folds".formatted(gain.score().folds())
                            : "",
                        new RungText(record).at(gain.rung())));
  }

  /** Rank in the end among the trials that were completed. */
  private Optional<String> rank() {
    return scores
        .highest(row.trial())
        .filter(mine -> row.state() == TrialState.COMPLETED)
        .map(
            mine -> {
              List<Integer> order =
                  scores.ranking(mine.rung()).stream().map(RungScores.Standing::trial).toList();
              return "In the end its rank is %d of %d, %s."
                  .formatted(
                      order.indexOf(row.trial()) + 1,
                      order.size(),
                      new RungText(record).at(mine.rung()));
            });
  }

  /** A paired difference to a trial in words: better than trial 4 by 0.012 ± 0.003. */
  static String compared(ScoreEstimate gain, int than) {
    return gain.mean() == 0
        ? "as good as trial %d".formatted(than)
        : "%s than trial %d by %s"
            .formatted(gain.mean() > 0 ? "better" : "worse", than, gain.size());
  }

  private static String difference(ScoreEstimate gain) {
    return gain.mean() == 0
        ? "as good"
        : "%s by %s".formatted(gain.mean() > 0 ? "better" : "worse", gain.size());
  }
}
