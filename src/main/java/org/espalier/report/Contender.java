package org.espalier.report;

import java.util.List;
import java.util.Optional;
import org.espalier.journal.Summary;

/**
 * Winner or baseline, in the comparison of the two.
 *
 * @param role {@code winner} or {@code baseline}
 * @param range lowest and highest score of a fold
 * @param scores by fold
 */
record Contender(
    String role,
    int trial,
    String learner,
    List<Setting> configuration,
    Quantity mean,
    Optional<Quantity> stdError,
    String range,
    Optional<Quantity> heldOut,
    List<Double> scores) {

  static Contender of(String role, Summary.Standing standing, int decimals) {
    Summary.CrossValidated score = standing.crossValidated();
    double low = score.scores().stream().mapToDouble(s -> s).min().orElse(score.mean());
    double high = score.scores().stream().mapToDouble(s -> s).max().orElse(score.mean());
    return new Contender(
        role,
        standing.trial(),
        standing.learner(),
        Setting.of(standing.configuration()),
        Quantity.fixed(score.mean(), decimals),
        score.stdError().isPresent()
            ? Optional.of(Quantity.fixed(score.stdError().getAsDouble(), decimals))
            : Optional.empty(),
        "%s to %s"
            .formatted(Quantity.fixed(low, decimals).text(), Quantity.fixed(high, decimals).text()),
        standing.heldOut().map(held -> Quantity.fixed(held.score(), decimals)),
        score.scores());
  }

  /** Trial and learner in a few words. */
  String name() {
    return learner.isEmpty() ? "trial " + trial : "trial %d, %s".formatted(trial, learner);
  }
}
