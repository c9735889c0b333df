package org.espalier.tune;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Time of a study up to its deadline, which its search shares with the steps that follow.
 *
 * <p>Every job with a deadline follows three rules. Before the search it fits, scores and saves one
 * model, and measures these steps. The search ends when the time left equals the time of these
 * steps for the winner. From then on the winner's steps run; any other step runs only if the steps
 * after it end in time. When the time is up, the last saved model is the result.
 *
 * @param deadline queried repeatedly, as commands change it; empty for none
 * @param reserve times of the steps after the search
 */
public record TimeLeft(
    Supplier<Optional<Instant>> deadline, FinishReserve reserve, InstantSource clock) {

  public boolean isLimited() {
    return deadline.get().isPresent();
  }

  /** True if work of this length would end before the deadline. */
  public boolean allows(Duration needed) {
    return deadline.get().filter(clock.instant().plus(needed)::isAfter).isEmpty();
  }

  /** True if work of this length, and all steps from one on, would end before the deadline. */
  public boolean allows(Duration needed, FinishReserve.Step then) {
    return allows(needed.plus(reserve.from(then)));
  }

  /** Time until all steps from one on have to begin; empty without a deadline. */
  public Optional<Duration> before(FinishReserve.Step step) {
    return deadline
        .get()
        .map(end -> Duration.between(clock.instant(), end.minus(reserve.from(step))))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }
}
