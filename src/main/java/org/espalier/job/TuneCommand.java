package org.espalier.job;

import java.io.IOException;
import java.time.InstantSource;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.Settings;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.run.CommandStart;
import org.espalier.job.run.NightlyRun;
import org.espalier.job.run.StudyDriver;
import org.espalier.job.terminal.Announcement;
import org.espalier.spec.learners.StudyPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;

/** Command that runs a study from its settings to its output files. */
@Command(name = "tune", description = "Runs a study.", mixinStandardHelpOptions = true)
final class TuneCommand extends JobCommand {

  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--new-data",
      description = "Allows a study to be resumed with other rows than before.")
  private boolean newData = false;

  @Option(
      names = "--if-changed",
      description =
          "Keeps the model in use if rows and settings are those of the last time. Otherwise tunes"
              + " again, and takes the new model only if it is better beyond noise.")
  private boolean ifChanged = false;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Commands parent;

  @Override
  public Integer call() throws Exception {
    if (ifChanged && (newData || options.saysOfExisting())) {
      throw new ParameterException(
          spec.commandLine(),
          "--if-changed begins and resumes studies by itself, without --resume, --overwrite and"
              + " --new-data");
    }
    Settings.Checked checked = options.read();
    StudyPlan plan = checked.settings().plan();
    new Announcement(plan, out()).say();
    InstantSource clock = InstantSource.system();
    TypedCommand typed = TypedCommand.of(spec.commandLine().getParseResult().originalArgs());
    StudyDriver driver =
        new StudyDriver(
            new StudyDriver.Caller(
                out(),
                spec.commandLine().getErr(),
                parent.interruption(),
                ifChanged ? typed.toString() : typed.resumed(),
                newData),
            plan,
            plan.tuning().origins(),
            clock,
            CommandStart.startTime(clock));
    return driver.guarded(
        () -> {
          SparkSession spark = driver.open();
          return ifChanged
              ? nightly(checked, driver, spark, clock)
              : driver.tune(spark, there -> PreparedStudy.read(checked, there, clock, out()));
        });
  }

  private int nightly(
      Settings.Checked checked, StudyDriver driver, SparkSession spark, InstantSource clock)
      throws IOException, InterruptedException {
    StudyOutput.checkWritable(spark, checked.settings().plan());
    try (PreparedStudy now = PreparedStudy.read(checked, spark, clock, out())) {
      return new NightlyRun(now, options::read, out(), clock).run(driver::tune);
    }
  }
}
