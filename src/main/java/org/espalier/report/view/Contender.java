package org.espalier.report.view;

import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;

/**
 * Winner or baseline in the comparison of the two, or leader of a study without a winner.
 *
 * @param role {@code winner}, {@code baseline} or {@code leader}
 * @param range lowest and highest score of a fold
 */
public record Contender(
    String role,
    Summary.Standing standing,
    List<ShownSetting> configuration,
    FormattedNumber mean,
    Optional<FormattedNumber> stdError,
    String range,
    Optional<FormattedNumber> heldOut) {

  static Contender of(String role, Summary.Standing standing, int decimals) {
    Summary.CrossValidated score = standing.crossValidated();
    double low = score.scores().stream().mapToDouble(s -> s).min().orElse(score.mean());
    double high = score.scores().stream().mapToDouble(s -> s).max().orElse(score.mean());
    return new Contender(
        role,
        standing,
        ShownSetting.of(standing.configuration(), standing.iterations()),
        FormattedNumber.fixed(score.mean(), decimals),
        score.stdError().stream()
            .mapToObj(e -> FormattedNumber.error(e, score.mean(), decimals))
            .findFirst(),
        "%s to %s"
            .formatted(
                FormattedNumber.fixed(low, decimals).text(),
                FormattedNumber.fixed(high, decimals).text()),
        standing.heldOut().map(held -> FormattedNumber.fixed(held.score(), decimals)));
  }

  /** The trial that leads a study that has not come to its end, unless it is already the winner. */
  static Optional<Contender> leader(StudyRecord record, int decimals) {
    boolean isOver = record.summary().end().status().isComplete();
    Optional<Summary.Standing> winner = record.summary().result().winner();
    return record
        .course()
        .leader()
        .filter(best -> winner.map(w -> !isOver && w.trial() != best.trial()).orElse(true))
        .map(best -> of("leader", best, decimals));
  }

  /** Trial and learner in a few words. */
  public String name() {
    return standing.learner().isEmpty()
        ? "trial " + standing.trial()
        : "trial %d, %s".formatted(standing.trial(), standing.learner());
  }

  /** Scores by fold. */
  public List<Double> scores() {
    return standing.crossValidated().scores();
  }
}
