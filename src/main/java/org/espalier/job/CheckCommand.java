package org.espalier.job;

import java.io.IOException;
import java.time.InstantSource;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.Settings;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.prepare.Sessions;
import org.espalier.job.rehearse.Estimate;
import org.espalier.job.run.StudyPreview;
import org.espalier.job.terminal.Announcement;
import org.espalier.journal.StudyStatus;
import org.espalier.simulate.DryRun;
import org.espalier.spark.cell.TaskReaper;
import org.espalier.spec.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command that checks a study file in all three stages and shows what a run would do; fits models
 * only if asked to.
 */
@Command(
    name = "check",
    description = "Checks settings, class path and data, and shows what a run would do.",
    mixinStandardHelpOptions = true)
final class CheckCommand extends JobCommand {

  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Option(names = "--settings", description = "Shows all settings, defaults included.")
  private boolean settingsShown = false;

  @Option(names = "--origins", description = "Shows all settings, and where each comes from.")
  private boolean origins = false;

  @Option(
      names = "--probe",
      description = "Times one fit of each learner, and estimates the cost of the study.")
  private boolean probe = false;

  @Override
  public Integer call() throws IOException {
    Settings.Checked checked = options.read();
    Settings settings = checked.settings();
    if (settingsShown || origins) {
      out().println(origins ? settings.withOrigins() : settings.effective());
    }
    new Announcement(settings.plan(), out()).say();
    SparkSession spark = Sessions.open(settings.plan().name());
    String output = StudyOutput.looked(spark, settings.plan());
    InstantSource clock = InstantSource.system();
    try (PreparedStudy study = PreparedStudy.read(checked, spark, clock, out())) {
      new StudyPreview(study).print(out());
      DryRun dryRun = study.dryRun();
      out()
          .printf(
              "  trials: %,d; cells, at most: %,d (by rung: %s); planned units: %,d%n",
              dryRun.trials(), dryRun.allCells(), dryRun.cells(), dryRun.units());
      out().printf("  output: %s%n", SafeText.line(output));
      TaskReaper.absence(spark.sparkContext().getConf(), spark.sparkContext().isLocal())
          .ifPresent(line -> out().printf("  tasks: %s%n", line));
      study
          .pipelines()
          .nativeMemory()
          .map(memory -> memory.text(spark.sparkContext().getConf()))
          .ifPresent(line -> out().printf("  memory: %s%n", line));
      if (probe) {
        Estimate estimate = Estimate.of(study, clock);
        estimate.lines().forEach(out()::println);
        out().println("by these times: " + study.occupancy(estimate.costs()).text());
      }
    }
    return StudyStatus.FINISHED.exitCode();
  }
}
