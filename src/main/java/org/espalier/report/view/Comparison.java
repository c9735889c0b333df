package org.espalier.report.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.journal.Summary;
import org.espalier.study.Objective;
import org.espalier.study.StandardError;

/**
 * Comparison of the winner with the baseline.
 *
 * @param baseline empty if there is none, or if it is the winner
 * @param gain cross-validated improvement of the winner; empty without a baseline
 * @param heldOutGain the same on held-out rows
 * @param interval 95 % of the gain on held-out rows, as text
 * @param gains by fold
 * @param foldsBetter number of folds on which the winner is better
 * @param withinError true if the mean gain is smaller than the standard error of the gains
 */
public record Comparison(
    Contender winner,
    Optional<Contender> baseline,
    Optional<FormattedNumber> gain,
    Optional<FormattedNumber> heldOutGain,
    Optional<String> interval,
    List<FormattedNumber> gains,
    int foldsBetter,
    boolean withinError) {

  /** The comparison of a study that chose a winner. */
  static Optional<Comparison> of(Summary summary, int decimals) {
    return summary.result().winner().map(winner -> of(summary, winner, decimals));
  }

  /** Holds the scores of all folds. */
  public ScoreAxis axis() {
    List<Double> scores = new ArrayList<>(winner.scores());
    baseline.ifPresent(b -> scores.addAll(b.scores()));
    return ScoreAxis.around(scores);
  }

  private static Comparison of(Summary summary, Summary.Standing winner, int decimals) {
    Contender first = Contender.of("winner", winner, decimals);
    Optional<Summary.Standing> other =
        summary
            .result()
            .baseline()
            .filter(b -> b.trial() != winner.trial() && summary.result().improvement().isPresent());
    if (other.isEmpty()) {
      Optional<FormattedNumber> none = Optional.empty();
      return new Comparison(
          first, Optional.empty(), none, none, Optional.empty(), List.of(), 0, false);
    }
    Contender second = Contender.of("baseline", other.get(), decimals);
    Summary.Improvement improvement = summary.result().improvement().get();
    List<Double> gains = gains(summary, first, second);
    // Paired: effects that both have in common on a fold cancel out.
    double noise = StandardError.of(gains.stream().mapToDouble(g -> g).toArray()).orElse(0);
    return new Comparison(
        first,
        Optional.of(second),
        Optional.of(FormattedNumber.signed(improvement.crossValidated(), decimals)),
        improvement.heldOut().stream()
            .mapToObj(gain -> FormattedNumber.signed(gain, decimals))
            .findFirst(),
        improvement
            .interval()
            .map(
                interval ->
                    "%s to %s"
                        .formatted(
                            FormattedNumber.signed(interval.low(), decimals).text(),
                            FormattedNumber.signed(interval.high(), decimals).text())),
        gains.stream().map(gain -> FormattedNumber.signed(gain, decimals)).toList(),
        (int) gains.stream().filter(gain -> gain > 0).count(),
        improvement.crossValidated() < noise);
  }

  private static List<Double> gains(Summary summary, Contender winner, Contender baseline) {
    Objective objective =
        new Objective(summary.result().metric().name(), summary.result().metric().direction());
    int folds = Math.min(winner.scores().size(), baseline.scores().size());
    return IntStream.range(0, folds)
        .mapToObj(f -> objective.improvement(winner.scores().get(f), baseline.scores().get(f)))
        .toList();
  }
}
