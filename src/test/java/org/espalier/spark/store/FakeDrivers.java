package org.espalier.spark.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.espalier.journal.StudyEvent;

/** Drivers on machines of their own, whose clock and heartbeats a test moves. */
final class FakeDrivers {

  private final List<Runnable> ticking = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-02T09:30:00Z");
  private int drivers = 0;
  private Runnable inPause = () -> {};
  private boolean hanging = false;

  /** A driver that nothing is known of but what it writes. */
  DriverEnvironment next() {
    drivers++;
    StudyEvent.Driver driver = new StudyEvent.Driver("ann", "node" + drivers, 100 + drivers);
    return environment(new DriverProcess(driver, "machine " + drivers, 0));
  }

  /** A driver on a machine whose clock differs. */
  DriverEnvironment next(Duration ahead) {
    DriverEnvironment other = next();
    return new DriverEnvironment(
        other.process(), () -> now.plus(ahead), other.pause(), other.ticker());
  }

  /** A driver that is a certain process. */
  DriverEnvironment environment(DriverProcess process) {
    return new DriverEnvironment(
        process,
        () -> now,
        time -> {
          if (hanging) {
            now = now.plus(time);
          } else {
            pass(time);
          }
          inPause.run();
        },
        (period, task) -> {
          ticking.add(task);
          return () -> ticking.remove(task);
        });
  }

  /** What happens whenever a driver waits. */
  void inPause(Runnable happens) {
    inPause = happens;
  }

  /** Time passes, and every driver that lives looks up in steps as it does. */
  void pass(Duration time) {
    hanging = false;
    Duration step = Duration.ofMillis(250);
    for (Duration gone = step; gone.compareTo(time) <= 0; gone = gone.plus(step)) {
      now = now.plus(step);
      List.copyOf(ticking).forEach(Runnable::run);
    }
  }

  /** Time passes in which no driver is heard of: all of them hang, or are dead. */
  void hang(Duration time) {
    hanging = true;
    now = now.plus(time);
  }

  /** All drivers so far are dead. */
  void die() {
    ticking.clear();
  }

  int living() {
    return ticking.size();
  }

  Instant now() {
    return now;
  }
}
