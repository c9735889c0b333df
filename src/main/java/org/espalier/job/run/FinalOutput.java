package org.espalier.job.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.EndStatus;
import org.espalier.engine.StudySession;
import org.espalier.evaluate.Reason;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.cell.Outage;
import org.espalier.tune.StudyInterruptedException;

/**
 * Last steps of a study: writes tables, page and summary, and prints the result, after the search
 * has ended, the process was interrupted, or the time is up.
 */
final class FinalOutput {

  /** Time for the tables in a process that is about to end. */
  private static final Duration TABLES = Duration.ofSeconds(12);

  private final SparkSession spark;
  private final StudySession session;
  private final ClosingSummary closing;
  private final AtomicBoolean said = new AtomicBoolean();

  FinalOutput(SparkSession spark, StudySession session, ClosingSummary closing) {
    this.spark = spark;
    this.session = session;
    this.closing = closing;
  }

  /** Writes all output of a study that has ended; no tables if the cluster was lost. */
  void write() throws IOException {
    StudyRecord record = session.recorder().tables();
    if (!writesAll(record)) {
      StudyOutput.writeWithoutTables(closing.folder(), record);
    }
    say(record);
  }

  private boolean writesAll(StudyRecord record) throws IOException {
    try {
      if (!spark.sparkContext().isStopped()) {
        StudyOutput.write(spark, closing.folder(), record);
        return true;
      }
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (!Outage.isOfCluster(e, spark.sparkContext())) {
        throw e;
      }
    }
    return false;
  }

  private void say(StudyRecord record) throws IOException {
    if (said.compareAndSet(false, true)) {
      closing.say(record);
    }
  }

  /** Writes as much output of an ended study as the time allows; returns its exit code. */
  int withoutTables() throws IOException {
    StudyRecord record = session.recorder().tables();
    if (!said.get()) {
      StudyOutput.writeWithoutTables(closing.folder(), record);
      say(record);
    }
    return record.summary().end().exitCode();
  }

  /**
   * Ends the study in a process that is about to end, and writes what can be written in time.
   *
   * @return false if the study has just ended by itself, and writes the rest
   */
  boolean interrupted(int code) {
    try {
      session.recorder().requireHeld();
      String why =
          "the process was ended from outside, by %s"
              .formatted(
                  code == StudyStatus.INTERRUPTED.exitCode()
                      ? "SIGINT as of Ctrl-C"
                      : "SIGTERM or a shutdown of its JVM");
      if (!session.close(new EndStatus(StudyStatus.INTERRUPTED, code, why, List.of()))) {
        return false;
      }
      StudyRecord record = session.recorder().tables();
      StudyOutput.writeWithoutTables(closing.folder(), record);
      spark.sparkContext().cancelAllJobs();
      Thread tables = new Thread(() -> writeTables(record), "espalier-tables");
      tables.setDaemon(true);
      tables.start();
      tables.join(TABLES.toMillis());
      say(record);
      session.endTracking(List::of, StudySession.LAST);
      session.recorder().close();
    } catch (IOException | RuntimeException e) {
      closing.out().println("The summary was not written: " + Reason.of(e, List.of()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Hadoop does not wait any longer
    }
    return true;
  }

  /**
   * Ends a study whose thread was interrupted, and writes all output that needs no Spark job. It
   * clears the interrupt, so that its caller can close files; the caller of the study restores it.
   *
   * @throws StudyInterruptedException if the study has ended otherwise
   */
  void threadInterrupted() throws IOException {
    Thread.interrupted(); // Hadoop does not write files in an interrupted thread
    session.recorder().requireHeld();
    if (!session.close(
        new EndStatus(StudyStatus.INTERRUPTED, "its thread was interrupted", List.of()))) {
      throw new StudyInterruptedException();
    }
    withoutTables();
    session.endTracking(List::of, TimeGuard.LEAVING.dividedBy(2));
  }

  private void writeTables(StudyRecord record) {
    try {
      StudyOutput.write(spark, closing.folder(), record);
    } catch (Exception e) { // anything that a stopping context throws; the summary says so
      closing.out().println("The tables were not written: " + Reason.of(e, List.of()));
    }
  }
}
