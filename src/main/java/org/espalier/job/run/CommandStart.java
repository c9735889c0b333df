package org.espalier.job.run;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Moment from which the time of a command counts. */
public final class CommandStart {

  /** Classes of Spark that begin a process for one application: SparkSubmit, ApplicationMaster. */
  private static final String LAUNCHERS = "org.apache.spark.deploy.";

  private static final String MAIN = "org.espalier.job.Main";

  /** Environment variable with the start of the script, in seconds since the epoch. */
  private static final String VARIABLE = "ESPALIER_STARTED";

  /** Maximum time in which a script looks for Java and Spark before it begins the process. */
  private static final Duration LONGEST_SCRIPT = Duration.ofMinutes(1);

  private CommandStart() {}

  /** Start of the command that runs in this process. */
  public static Instant startTime(InstantSource clock) {
    Instant process = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    return startTime(
        System.getProperty("sun.java.command", ""),
        script(System.getenv().getOrDefault(VARIABLE, ""), process),
        clock.instant());
  }

  /**
   * Start of the script that began a process, or of the process if the script's is not known.
   *
   * @param seconds since the epoch; ignored in any other form, or if too long before the process
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
   * Start of a process that runs the command alone and has already resolved packages and started
   * Spark; for any other process, the current time.
   *
   * @param launched class and arguments that the process was begun with
   */
  static Instant startTime(String launched, Instant process, Instant now) {
    boolean ours = launched.startsWith(LAUNCHERS) && launched.contains(MAIN);
    return ours && process.isBefore(now) ? process : now;
  }
}
