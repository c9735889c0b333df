package org.espalier.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.espalier.spec.BudgetPlan;
import org.espalier.tune.StudyControl;

/** Control of a running search by its listeners, from any thread. */
final class SearchControl implements StudyControl {

  private volatile boolean stopped = false;
  private volatile boolean paused = false;
  private volatile Optional<Duration> timeout = Optional.empty();
  private volatile OptionalLong maxUnits = OptionalLong.empty();

  @Override
  public void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void proceed() {
    paused = false;
  }

  boolean isPaused() {
    return paused;
  }

  @Override
  public void setTimeout(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException("The timeout must be positive, not %s.".formatted(time));
    }
    timeout = Optional.of(time);
  }

  @Override
  public void setMaxUnits(long units) {
    if (units < 1) {
      throw new IllegalArgumentException("The units must be positive, not %d.".formatted(units));
    }
    maxUnits = OptionalLong.of(units);
  }

  /** Limits with those that were changed during the search. */
  BudgetPlan limited(BudgetPlan asked) {
    BudgetPlan timed = timeout.map(asked::withTime).orElse(asked);
    return maxUnits.isPresent() ? timed.withUnits(maxUnits.getAsLong()) : timed;
  }

  /** True if the search was stopped, or its limits were changed. */
  boolean isUsed() {
    return stopped || timeout.isPresent() || maxUnits.isPresent();
  }
}
