package org.espalier.job;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.Settings;
import org.espalier.job.command.JobCommand;
import org.espalier.job.study.PreparedStudy;
import org.espalier.job.study.StudyOutput;
import org.espalier.job.terminal.Announcement;
import org.espalier.spec.study.StudyPlan;
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

  private final InstantSource clock = InstantSource.system();
  private final Instant started = CommandStart.of(clock);

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
    TimedStudy timed =
        new TimedStudy(
            plan,
            new TimedStudy.Setting(
                out(), spec.commandLine().getErr(), parent.interruption(), again(), newData),
            clock,
            started);
    return timed.run(() -> tune(checked, timed));
  }

  private int tune(Settings.Checked checked, TimedStudy timed)
      throws IOException, InterruptedException {
    StudyPlan plan = checked.settings().plan();
    SparkSession spark = timed.session();
    if (ifChanged) {
      StudyOutput.checkWritable(spark, plan);
      try (PreparedStudy now = timed.read(checked, spark)) {
        return new NightlyRun(now, options::read, out(), clock)
            .run(study -> timed.claiming(study.plan(), spark, folder -> timed.tune(study, folder)));
      }
    }
    return timed.claiming( // before the table is read: another driver need not wait
        plan,
        spark,
        folder -> {
          try (PreparedStudy study = timed.read(checked, spark)) {
            return timed.tune(study, folder);
          }
        });
  }

  private String again() {
    TypedCommand typed = TypedCommand.of(spec.commandLine().getParseResult().originalArgs());
    return ifChanged ? typed.toString() : typed.resumed();
  }
}
