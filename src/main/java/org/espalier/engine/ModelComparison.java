package org.espalier.engine;

import java.util.Optional;
import org.espalier.study.Interval;
import org.espalier.study.Objective;

/**
 * Comparison of a new model with the one in use, by their scores on the same held-out rows.
 *
 * @param before score of the model in use
 * @param after score of the new model
 * @param gain 95 % interval of the gain; empty for a metric that has none
 */
public record ModelComparison(
    Objective objective, double before, double after, Optional<Interval> gain) {

  /** True if the new model is better, by more than the noise where that is known. */
  public boolean isWon() {
    return gain.map(interval -> interval.low() > 0)
        .orElse(objective.improvement(after, before) > 0);
  }

  /** Scores and noise. */
  public String inWords() {
    String noise =
        gain.map(
                interval ->
                    ", 95 %% interval of the gain %s to %s"
                        .formatted(
                            ConsoleFormat.text(interval.low()),
                            ConsoleFormat.text(interval.high())))
            .orElse(", without an interval, which this metric does not have");
    return "held-out %s %s, %s of the model in use%s"
        .formatted(
            objective.metric(), ConsoleFormat.text(after), ConsoleFormat.text(before), noise);
  }
}
