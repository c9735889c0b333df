package org.espalier.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyEvent;
import org.espalier.spec.BudgetPlan;
import org.espalier.tune.StudyControl;
import org.espalier.tune.StudyInterruptedException;

/**
 * Control of a running search, from any thread. A request is recorded before it is granted; one
 * that comes before the study is begun waits until then.
 */
final class SearchControl {

  private final Consumer<StudyEvent> recorder;
  private final InstantSource clock;
  private final Queue<ControlRequest> early = new ArrayDeque<>(); // before the study is begun
  private boolean begun = false;
  private volatile boolean stopped = false;
  private volatile Optional<Duration> timeout = Optional.empty();
  private volatile OptionalLong maxUnits = OptionalLong.empty();

  SearchControl(Consumer<StudyEvent> recorder, InstantSource clock) {
    this.recorder = recorder;
    this.clock = clock;
  }

  /** Records and grants the requests so far, because the study has now begun. */
  synchronized void begin() {
    begun = true;
    early.forEach(this::grant);
    early.clear();
  }

  /** Records and grants a request. */
  synchronized void ask(ControlRequest request) {
    if (begun) {
      grant(request);
    } else {
      early.add(request);
    }
  }

  private void grant(ControlRequest request) {
    record(request, /* refusal= */ "");
    stopped = true;
  }

  /** Records that a request is refused, and why. */
  void refuse(ControlRequest request, String why) {
    record(request, why);
  }

  private void record(ControlRequest request, String refusal) {
    try {
      recorder.accept(
          new StudyEvent.Controlled(request, OptionalInt.empty(), refusal, clock.millis()));
    } catch (StudyInterruptedException e) {
      // The study has ended meanwhile.
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /**
   * Control for a part of the program.
   *
   * @param by its name, for the record
   */
  StudyControl controlBy(String by) {
    return new StudyControl() {
      @Override
      public void stop() {
        ask(new ControlRequest("", ControlRequest.STOP, by));
      }

      @Override
      public void setTimeout(Duration time) {
        if (time.isZero() || time.isNegative()) {
          throw new IllegalArgumentException(
              "The timeout must be positive, not %s.".formatted(time));
        }
        timeout = Optional.of(time);
      }

      @Override
      public void setMaxUnits(long units) {
        if (units < 1) {
          throw new IllegalArgumentException(
              "The units must be positive, not %d.".formatted(units));
        }
        maxUnits = OptionalLong.of(units);
      }
    };
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
