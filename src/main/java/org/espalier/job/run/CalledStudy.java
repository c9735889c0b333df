package org.espalier.job.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.SupportedVersions;
import org.espalier.spark.cell.FailureCause;
import org.espalier.tune.StudyInterruptedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Study that a program runs on a dataset in its session, as a command does in its own process. */
public final class CalledStudy {

  /** Command that drives the study. */
  public interface Command {
    /** Runs to the exit code. */
    int run(StudyDriver.Caller caller) throws Exception;
  }

  private static final Logger LOG = LoggerFactory.getLogger(CalledStudy.class);

  private CalledStudy() {}

  /** Name of a view that no other call has. */
  public static String freeView() {
    return "espalier_" + UUID.randomUUID().toString().replace("-", "");
  }

  /**
   * Runs a study that leaves results, whether or not they met its gates.
   *
   * @param rows its table, a temporary view by this name while it runs
   * @param folder of its results
   * @param result makes the result, once the study has ended
   * @throws IllegalStateException if the study left no model, with the reason
   * @throws StudyInterruptedException if the thread is interrupted
   */
  public static <T> T run(
      Dataset<?> rows,
      String view,
      String folder,
      Command command,
      Function<SparkSession, T> result) {
    SupportedVersions.check(LOG::warn);
    SparkSession spark = rows.sparkSession();
    SparkSession.setActiveSession(spark);
    Dataset<Row> table = rows.toDF();
    table.createOrReplaceTempView(view);
    try {
      run(folder, command);
      return result.apply(spark);
    } finally {
      spark.catalog().dropTempView(view);
    }
  }

  private static void run(String folder, Command command) {
    StringWriter errors = new StringWriter();
    try (ShutdownHook hook = new ShutdownHook(code -> true)) {
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      int code =
          command.run(
              new StudyDriver.Caller(nowhere, new PrintWriter(errors, true), hook, "", false));
      if (code != StudyStatus.FINISHED.exitCode() && code != StudyStatus.GATE_FAILED.exitCode()) {
        throw new IllegalStateException(
            errors.toString().isBlank()
                ? "no model was left; see the page in " + folder
                : errors.toString().strip());
      }
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.isInterrupt(e)) {
        Thread.currentThread().interrupt();
        throw new StudyInterruptedException();
      }
      if (e instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(Reason.of(e, List.of()), e);
    }
  }
}
