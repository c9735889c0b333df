package org.espalier.report.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.study.Objective;
import org.espalier.study.StandardError;
import org.espalier.study.TrialState;

/**
 * Best completed trials next to the first of them, fold by fold: effects that both have in common
 * on a fold cancel out.
 *
 * @param reference the winner, or the leader of a study without one
 */
public record LeadingTrials(int reference, List<Line> lines) {
  private static final int NUMBER = 6;

  /**
   * A trial.
   *
   * @param scores by fold
   * @param difference mean of its scores less those of the reference, positive if it is better;
   *     empty for the reference
   * @param stdError standard error of the difference over folds
   * @param foldsBetter number of folds on which it is better than the reference
   */
  public record Line(
      int trial,
      String learner,
      List<Double> scores,
      FormattedNumber mean,
      Optional<FormattedNumber> difference,
      Optional<FormattedNumber> stdError,
      int foldsBetter) {}

  public LeadingTrials {
    lines = List.copyOf(lines);
  }

  /** The best trials of a study with at least two completed trials of several folds. */
  static Optional<LeadingTrials> of(StudyRecord record, int decimals) {
    Optional<Summary.Standing> first =
        record.summary().result().winner().or(() -> record.course().leader());
    if (first.filter(best -> isInFull(record.trials().get(best.trial()))).isEmpty()
        || record.opened().folds().sizes().size() < 2) {
      return Optional.empty();
    }
    Objective objective = record.opened().setup().objective();
    int reference = first.get().trial();
    List<Line> lines = new ArrayList<>();
    record.trials().stream()
        .filter(row -> row.state() == TrialState.COMPLETED && isInFull(row))
        .sorted(
            Comparator.comparing((TrialRow row) -> row.trial() != reference)
                .thenComparing(row -> row.evaluation().loss().orElseThrow()))
        .limit(NUMBER)
        .forEach(row -> lines.add(line(row, record.trials().get(reference), objective, decimals)));
    return lines.size() < 2 ? Optional.empty() : Optional.of(new LeadingTrials(reference, lines));
  }

  private static boolean isInFull(TrialRow row) {
    return row.evaluation().loss().isPresent()
        && !row.evaluation().scores().isEmpty()
        && row.evaluation().scores().stream().allMatch(OptionalDouble::isPresent);
  }

  private static Line line(TrialRow row, TrialRow reference, Objective objective, int decimals) {
    List<Double> scores = scores(row);
    List<Double> others = scores(reference);
    double[] gains = new double[scores.size()];
    int better = 0;
    double sum = 0;
    for (int fold = 0; fold < gains.length; fold++) {
      gains[fold] = objective.improvement(scores.get(fold), others.get(fold));
      sum += gains[fold];
      better += gains[fold] > 0 ? 1 : 0;
    }
    double mean = sum / gains.length;
    boolean self = row.trial() == reference.trial();
    return new Line(
        row.trial(),
        row.candidate().learner(),
        scores,
        FormattedNumber.fixed(row.evaluation().score().orElseThrow(), decimals),
        self ? Optional.empty() : Optional.of(FormattedNumber.signed(mean, decimals)),
        self
            ? Optional.empty()
            : StandardError.of(gains).stream()
                .mapToObj(error -> FormattedNumber.error(error, mean, decimals))
                .findFirst(),
        better);
  }

  private static List<Double> scores(TrialRow row) {
    return row.evaluation().scores().stream().map(OptionalDouble::orElseThrow).toList();
  }
}
