package org.espalier.job;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Moment from which the time of a command counts. */
final class CommandStart {

  /** Classes of Spark that begin a process for one application: SparkSubmit, ApplicationMaster. */
  private static final String LAUNCHERS = "org.apache.spark.deploy.";

  /** Seconds since the epoch when the script began that began the process. */
  private static final String VARIABLE = "ESPALIER_STARTED";

  /** A script looks for Java and Spark before it begins the process. */
  private static final Duration LONGEST_SCRIPT = Duration.ofMinutes(1);

  private CommandStart() {}

  /** Of the command that runs in this process. */
  static Instant of(InstantSource clock) {
    Instant process = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    return of(
        System.getProperty("sun.java.command", ""),
        script(System.getenv().getOrDefault(VARIABLE, ""), process),
        clock.instant());
  }

  /**
   * The start of the script that began a process, or of the process if no script tells its own.
   *
   * @param seconds since the epoch; in any other form, or too long ago, of no process of the script
   */
  static Instant script(String seconds, Instant process) {
    if (!seconds.matches("\\d{1,12}")) {
      return process;
    }
    Instant script = Instant.ofEpochSecond(Long.parseLong(seconds));
    return script.isBefore(process) && script.plus(LONGEST_SCRIPT).isAfter(process)
        ? script
        : process;
  }

  /**
   * The start of a process that was begun for the command alone, which has resolved packages and
   * begun Spark by now; of any other process, now.
   *
   * @param launched what the process was begun with: a class and its arguments
   */
  static Instant of(String launched, Instant process, Instant now) {
    boolean ours = launched.startsWith(LAUNCHERS) && launched.contains(Main.class.getName());
    return ours && process.isBefore(now) ? process : now;
  }
}
