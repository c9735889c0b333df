package org.espalier.job.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.study.Cost;

/**
 * Guard of a command's time. Under a deadline the command runs in a thread of its own, which is
 * abandoned when the time is up, because reading a table or a fit of Spark may ignore an interrupt.
 */
final class TimeGuard {

  /** Time for page, summary and the end of the JVM. */
  static final Duration LEAVING = Duration.ofSeconds(2);

  /** Time in which an interrupted command may close files. */
  private static final Duration PARTING = LEAVING.dividedBy(4);

  private static final long LOOK_MILLIS = 50;

  private final InstantSource clock;
  private volatile Optional<Instant> deadline;

  /**
   * @param deadline moment by which the process must have ended; empty for none
   */
  TimeGuard(InstantSource clock, Optional<Instant> deadline) {
    this.clock = clock;
    this.deadline = deadline;
  }

  /** Moves a deadline, as earlier drivers of a study may have used up some of its time. */
  void until(Instant earlier) {
    deadline = deadline.map(before -> earlier);
  }

  private boolean isLate() {
    return deadline.filter(end -> clock.instant().isAfter(end.minus(LEAVING))).isPresent();
  }

  /**
   * Runs a command to its exit code.
   *
   * @param late writes the output so far when the time is up; returns the exit code
   */
  int run(Callable<Integer> command, Callable<Integer> late) throws Exception {
    if (deadline.isEmpty()) {
      return command.call();
    }
    FutureTask<Integer> task = new FutureTask<>(command);
    Thread thread = new Thread(task, "espalier-command");
    thread.setDaemon(true);
    thread.start();
    try {
      while (task.isDone() || !isLate()) {
        try {
          return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // still under way
        }
      }
      int code = late.call();
      task.cancel(true);
      thread.join(PARTING.toMillis());
      return code;
    } catch (InterruptedException e) {
      task.cancel(true);
      thread.join(PARTING.toMillis());
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception thrown ? thrown : e;
    }
  }

  /**
   * Time that passed before a model could be left.
   *
   * @param before time that earlier drivers of the study worked
   * @param reading time from the start of the command until the table was read, or until now
   * @param fitting time from then on, in which the defaults were fitted; empty if the table was not
   *     read
   */
  record Passed(Duration before, Duration reading, Optional<Duration> fitting) {

    /**
     * Problem of a budget that was too short, with one that is enough: a step that was not done is
     * taken to need twice the time it had, and the search and its output as much as everything up
     * to the fitted defaults.
     */
    Problem tooShort(Origins origins, Duration budget) {
      Duration undone = fitting.orElse(reading).multipliedBy(2);
      long needed = before.plus(reading.plus(undone).multipliedBy(2)).toSeconds();
      String passed =
          fitting.isPresent()
              ? "the table was read after %s, and the remaining %s were too short to fit the defaults"
                  .formatted(text(reading), text(fitting.get()))
              : "the table was not read after " + text(reading);
      String earlier = before.isZero() ? "" : ", of which earlier runs used " + text(before);
      String wrong = "%s are too short%s: %s".formatted(text(budget), earlier, passed);
      String right = "give at least %d s".formatted((needed / 10 + 1) * 10);
      return origins.problem("budget.timeout", wrong, right);
    }

    private static String text(Duration duration) {
      return "%.1f s".formatted(Cost.seconds(duration));
    }
  }
}
