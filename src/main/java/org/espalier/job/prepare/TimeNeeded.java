package org.espalier.job.prepare;

import java.time.Duration;
import java.util.Optional;
import org.espalier.spec.problem.Origins;
import org.espalier.spec.problem.Problem;

/**
 * Time that a table needs until a model can be left, by what has passed when a deadline came.
 *
 * @param before time that earlier drivers of the study worked
 * @param reading time from the start of the command until the table was read, or until the deadline
 * @param fitting time from then on, in which the defaults were fitted; empty if the table was not
 *     read
 */
public record TimeNeeded(Duration before, Duration reading, Optional<Duration> fitting) {

  /** A step that was not done is taken to need twice the time it had. */
  private static final int UNDONE = 2;

  /** The search and its output are given as much time as everything up to the fitted defaults. */
  private static final int SEARCHED = 2;

  private static final long ROUNDED = 10;

  /** Budget that is enough, in seconds: a multiple of ten. */
  long seconds() {
    Duration fitted =
        fitting
            .map(passed -> reading.plus(passed.multipliedBy(UNDONE)))
            .orElseGet(() -> reading.multipliedBy(UNDONE + 1L));
    long needed = before.plus(fitted.multipliedBy(SEARCHED)).toSeconds();
    return (needed / ROUNDED + 1) * ROUNDED;
  }

  public Problem problem(Origins origins, Duration budget) {
    String wrong =
        fitting
            .map(
                passed ->
                    "the table was read after %s, and in the %s that were left its defaults were not fitted"
                        .formatted(text(reading), text(passed)))
            .orElseGet(() -> "the table was not read after " + text(reading));
    String earlier = before.isZero() ? "" : ", of which earlier runs worked " + text(before);
    wrong = "%s are too short%s: %s".formatted(text(budget), earlier, wrong);
    return origins.problem("budget.timeout", wrong, "at least %d s".formatted(seconds()));
  }

  private static String text(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
