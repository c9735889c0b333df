package org.espalier.job;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.espalier.job.study.Sessions;
import org.espalier.job.study.StudyOutput;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.StudyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that makes the page, the tables and the summary of a study again, from its journal. */
@Command(
    name = "report",
    description = "Writes page, tables and summary of a study again, from its journal.",
    mixinStandardHelpOptions = true)
final class ReportCommand extends JobCommand {

  @Parameters(index = "0", paramLabel = "DIR", description = "The study's folder.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String dir;

  @Option(
      names = "--study",
      description = "Prints the settings of the study instead, as a study file has them.")
  private boolean study = false;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Sessions.open("report");
    StudyFolder folder = StudyOutput.existing(spark, dir);
    StudyHistory history = folder.history();
    if (study) {
      out().print(history.settings());
      out().flush();
      return StudyStatus.FINISHED.exitCode();
    }
    StudyRecord record = history.record();
    StudyOutput.write(spark, folder, record);
    new ClosingSummary(out(), folder, history.door().resumption()).say(record);
    return StudyStatus.FINISHED.exitCode();
  }
}
