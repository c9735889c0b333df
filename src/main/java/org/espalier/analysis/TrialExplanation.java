package org.espalier.analysis;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;

/**
 * Explanation of a trial in plain sentences: why it was proposed, what was decided about it at each
 * rung and why, and how it compares with the winner in the end.
 *
 * @param trial number of the trial
 * @param origin its configuration, where that came from, and what was known then
 * @param rungs its evaluations with the decisions about them, lowest rung first
 * @param standing its state in the end, beside the winner or, without one, the leader
 */
public record TrialExplanation(
    int trial, List<String> origin, List<String> rungs, List<String> standing) {

  public TrialExplanation {
    origin = List.copyOf(origin);
    rungs = List.copyOf(rungs);
    standing = List.copyOf(standing);
  }

  /**
   * Explanation of a trial of a study, which may still run.
   *
   * @throws IllegalArgumentException if there is no such trial
   */
  public static TrialExplanation of(StudyRecord record, int trial) {
    int trials = record.trials().size();
    if (trial < 0 || trial >= trials) {
      throw new IllegalArgumentException(
          "trial %d: is none of the study; %s"
              .formatted(
                  trial,
                  trials == 0
                      ? "it has no trials yet"
                      : "the study has trials 0 to %d".formatted(trials - 1)));
    }
    TrialRow row = record.trials().get(trial);
    RungScores scores = RungScores.of(record);
    return new TrialExplanation(
        trial,
        new OriginSentences(record, row).sentences(),
        new RungSentences(record, scores, row).sentences(),
        new StandingSentences(record, scores, row).sentences());
  }

  /** All sentences in their order. */
  public List<String> sentences() {
    return Stream.of(origin, rungs, standing).flatMap(List::stream).toList();
  }

  /** The sentences, a line each. */
  @Override
  public String toString() {
    return sentences().stream().collect(Collectors.joining(System.lineSeparator()));
  }
}
