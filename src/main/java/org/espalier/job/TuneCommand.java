package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.espalier.job.output.StudyOutput;
import org.espalier.job.prepare.PreFlight;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.prepare.Sessions;
import org.espalier.job.terminal.Announcement;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.plan.space.StudySpace;
import org.espalier.settings.Settings;
import org.espalier.spark.store.StudyFolder;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.Reserve;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Command that runs a study from its settings to its output files. */
@Command(name = "tune", description = "Runs a study.", mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {

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

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();
  private final Instant started = CommandStart.of(clock);

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (ifChanged && (newData || options.saysOfExisting())) {
      throw new ParameterException(
          spec.commandLine(),
          "--if-changed begins and resumes studies by itself: without --resume, --overwrite and"
              + " --new-data");
    }
    Settings settings = options.read();
    StudySpace space = PreparedStudy.check(settings);
    PrintWriter out = spec.commandLine().getOut();
    new Announcement(settings.plan(), out).say();
    SparkSession spark = Sessions.open(settings.plan());
    if (ifChanged) {
      try (PreparedStudy now = PreparedStudy.read(settings, space, spark, clock, out)) {
        return new NightlyRun(spark, now, options::read, out, clock)
            .run(study -> tune(spark, study, StudyOutput.awaited(spark, study.plan(), out)));
      }
    }
    StudyFolder folder = StudyOutput.awaited(spark, settings.plan(), out);
    try (PreparedStudy study = PreparedStudy.read(settings, space, spark, clock, out)) {
      return tune(spark, study, folder);
    }
  }

  private int tune(SparkSession spark, PreparedStudy study, StudyFolder folder)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Reserve afterwards = Reserve.of(study.refits());
    if (!folder.resumes()) {
      new StudyPreview(study).print(out);
      if (study.plan().tuning().run().preFlight()) {
        afterwards = new PreFlight(spark, study, folder, clock).run(out);
      }
      folder.clear();
    }
    try (JournalRecorder recorder = JournalRecorder.open(folder.journal(), clock)) {
      return run(spark, study, folder, recorder, afterwards);
    }
  }

  private int run(
      SparkSession spark,
      PreparedStudy study,
      StudyFolder folder,
      JournalRecorder recorder,
      Reserve afterwards)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<Resumption> resumption =
        recorder.history().isBegun()
            ? Optional.of(Resumption.of(recorder.history(), study, folder, newData))
            : Optional.empty();
    PreparedStudy prepared = resumption.map(Resumption::prepared).orElse(study);
    StudyRun.Time time = new StudyRun.Time(clock, started, afterwards);
    TypedCommand typed = TypedCommand.of(spec.commandLine().getParseResult().originalArgs());
    String again = ifChanged ? typed.toString() : typed.resumed();
    ClosingSummary farewell = new ClosingSummary(out, folder, again);
    return new StudyRun(spark, prepared, folder, recorder, resumption, farewell, time)
        .run(parent.interruption());
  }
}
