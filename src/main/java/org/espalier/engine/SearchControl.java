package org.espalier.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.ControlRequest.Action;
import org.espalier.journal.StudyEvent;
import org.espalier.spec.BudgetPlan;
import org.espalier.tune.StudyControl;
import org.espalier.tune.StudyInterruptedException;

/**
 * Control of a running search, from any thread. A request is recorded before it is granted; one
 * that comes before the study is begun, or an extension before its loop runs, waits until then.
 */
final class SearchControl {

  private final Consumer<StudyEvent> recorder;
  private final InstantSource clock;
  private final Queue<ControlRequest> early = new ArrayDeque<>(); // before the study is begun
  private final List<ControlRequest> extensions = new ArrayList<>(); // before the loop runs
  private boolean begun = false;
  private Optional<Consumer<ControlRequest>> loop = Optional.empty();
  private volatile boolean stopped = false;
  private volatile boolean paused = false;
  private volatile Optional<Duration> timeout = Optional.empty();
  private volatile OptionalLong maxUnits = OptionalLong.empty();

  SearchControl(Consumer<StudyEvent> recorder, InstantSource clock) {
    this.recorder = recorder;
    this.clock = clock;
  }

  /**
   * Records and grants what was asked for so far, as the study is now begun.
   *
   * @param resumesPaused true if an earlier driver had paused it
   */
  synchronized void begin(boolean resumesPaused) {
    begun = true;
    paused = resumesPaused;
    early.forEach(this::grant);
    early.clear();
  }

  /** Sends extensions to the loop from now on, those that wait first. */
  synchronized void connect(Consumer<ControlRequest> running) {
    loop = Optional.of(running);
    extensions.forEach(running);
    extensions.clear();
  }

  /** Records and grants a request, or has the loop decide on it. */
  synchronized void ask(ControlRequest request) {
    if (request.action() == Action.EXTEND) {
      loop.ifPresentOrElse(running -> running.accept(request), () -> extensions.add(request));
      return;
    }
    if (begun) {
      grant(request);
    } else {
      early.add(request);
    }
  }

  private void grant(ControlRequest request) {
    record(request, /* refusal= */ "");
    stopped |= request.action() == Action.STOP;
    paused = request.action() == Action.PAUSE;
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

  boolean isPaused() {
    return paused;
  }

  /**
   * Control for a part of the program.
   *
   * @param by its name, for the record
   */
  StudyControl of(String by) {
    return new StudyControl() {
      @Override
      public void stop() {
        ask(new ControlRequest(Action.STOP, by));
      }

      @Override
      public void pause() {
        ask(new ControlRequest(Action.PAUSE, by));
      }

      @Override
      public void proceed() {
        ask(new ControlRequest(Action.CONTINUE, by));
      }

      @Override
      public void extend(int trials) {
        ask(ControlRequest.forTrials(trials, by));
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
