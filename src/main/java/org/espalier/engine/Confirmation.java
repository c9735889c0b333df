package org.espalier.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.espalier.evaluate.Reason;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FailureCause;
import org.espalier.study.Cost;
import org.espalier.study.Interval;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Confirmation of a winner: its model is fitted on all training rows and scored once on the
 * held-out rows, as is the baseline.
 *
 * @param <M> type of models
 * @param scoring time that the model's score took
 */
public record Confirmation<M>(M model, StudyEvent.Confirmed event, Duration scoring) {

  /**
   * Ratio of an examination's time to that of scoring all held-out rows: most rows of a small table
   * are copied for each column.
   */
  private static final int EXAMINED = 10;

  /** Least time that an examination is expected to take. */
  private static final Duration LEAST = Duration.ofSeconds(5);

  /**
   * Confirms a winner.
   *
   * @param complete outcomes among which the winner was chosen; the baseline is scored if it is
   *     among them
   * @param inTime true if there is time for a fit of the baseline, which cannot be stopped; it is
   *     expected to take as long as the winner's
   */
  public static <M> Confirmation<M> of(
      Study study,
      int winner,
      List<Outcome> complete,
      FinalModels<M> models,
      InstantSource clock,
      Predicate<Duration> inTime) {
    long before = clock.millis();
    M model = models.fit(study.trials().get(winner).configuration());
    Duration refit = Duration.ofMillis(clock.millis() - before);
    double refitSeconds = Cost.seconds(refit);
    long fitted = clock.millis();
    OptionalDouble heldOut = models.heldOut(model);
    Duration scoring = Duration.ofMillis(clock.millis() - fitted);
    OptionalDouble baselineHeldOut = OptionalDouble.empty();
    Optional<Interval> gain = Optional.empty();
    Trial first = study.trials().get(0);
    boolean compared = isCompared(study, complete);
    if (heldOut.isPresent() && compared && winner == 0) {
      baselineHeldOut = heldOut;
    } else if (heldOut.isPresent()
        && compared
        && (models.isFitted(first.configuration()) || inTime.test(refit))) {
      M baseline = models.fit(first.configuration());
      baselineHeldOut = models.heldOut(baseline);
      gain = models.gain(model, baseline);
    }
    return new Confirmation<>(
        model,
        new StudyEvent.Confirmed(winner, heldOut, baselineHeldOut, refitSeconds, gain),
        scoring);
  }

  /**
   * Examination of the model on the held-out rows. If it throws, it is left out with the exception
   * as the reason, unless the thread was interrupted, because the study already has its model.
   *
   * @param heldOut number of held-out rows; positive
   * @param inTime true if there is time for an examination
   */
  HeldOutExamination examined(
      Configuration configuration,
      FinalModels<M> models,
      long heldOut,
      Predicate<Duration> inTime) {
    Duration expected = scoring.multipliedBy(EXAMINED);
    if (!inTime.test(expected.compareTo(LEAST) > 0 ? expected : LEAST)) {
      return HeldOutExamination.without(
          heldOut, "Nothing was examined: there was no time for it before the deadline.");
    }
    try {
      return models.examined(model, configuration);
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) == FailureCause.BROKEN_OFF) {
        throw e;
      }
      return HeldOutExamination.without(
          heldOut, "Nothing was examined: %s.".formatted(Reason.of(e, List.of())));
    }
  }

  /** True if the baseline is among the outcomes, so that the winner is compared with it. */
  public static boolean isCompared(Study study, List<Outcome> complete) {
    return study.trials().get(0).origin().equals(Trial.DEFAULT)
        && complete.stream().anyMatch(outcome -> outcome.proposal().trial() == 0);
  }
}
