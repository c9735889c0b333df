package org.espalier.job;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;

/** Moment from which the time of a command counts. */
final class CommandStart {

  /** Classes of Spark that begin a process for one application: SparkSubmit, ApplicationMaster. */
  private static final String LAUNCHERS = "org.apache.spark.deploy.";

  private CommandStart() {}

  /** Of the command that runs in this process. */
  static Instant of(InstantSource clock) {
    return of(
        System.getProperty("sun.java.command", ""),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        clock.instant());
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
