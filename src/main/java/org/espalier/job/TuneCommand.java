package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.espalier.job.output.StudyOutput;
import org.espalier.job.prepare.PreFlight;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.prepare.Sessions;
import org.espalier.job.terminal.Announcement;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.plan.StudyPlan;
import org.espalier.settings.CheckedSettings;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.Claim;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.TrainingChoice;
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
          "--if-changed begins and resumes studies by itself, without --resume, --overwrite and"
              + " --new-data");
    }
    CheckedSettings checked = options.read();
    StudyPlan plan = checked.settings().plan();
    PrintWriter out = spec.commandLine().getOut();
    new Announcement(plan, out).say();
    SparkSession spark = Sessions.open(plan.name());
    if (ifChanged) {
      StudyOutput.checkWritable(spark, plan);
      try (PreparedStudy now = PreparedStudy.read(checked, spark, clock, out)) {
        return new NightlyRun(spark, now, options::read, out, clock)
            .run(
                study -> {
                  StudyFolder folder = StudyOutput.awaited(spark, study.plan(), out);
                  boolean resumes = folder.resumes();
                  try (Claim claim = folder.claim()) {
                    return tune(spark, study, new Claimed(folder, resumes, claim));
                  }
                });
      }
    }
    StudyFolder folder = StudyOutput.awaited(spark, plan, out);
    boolean resumes = folder.resumes();
    try (Claim claim = folder.claim(); // before the table is read: another driver need not wait
        PreparedStudy study = PreparedStudy.read(checked, spark, clock, out)) {
      return tune(spark, study, new Claimed(folder, resumes, claim));
    }
  }

  /**
   * Folder that no other driver writes to.
   *
   * @param resumes whether the study that is there goes on; otherwise one begins
   */
  private record Claimed(StudyFolder folder, boolean resumes, Claim claim) {}

  private int tune(SparkSession spark, PreparedStudy study, Claimed claimed)
      throws IOException, InterruptedException {
    StudyFolder folder = claimed.folder();
    try (PipelineCells work = study.cells(spark)) {
      Reserve afterwards =
          claimed.resumes() ? Reserve.of(study.refits()) : begin(spark, study, work, folder);
      claimed.claim().close();
      if (!claimed.resumes()) {
        folder.clear();
      }
      try (JournalRecorder recorder = JournalRecorder.open(folder.journal(), clock)) {
        if (!recorder.history().isBegun()) {
          return run(spark, new Begun(study, work, Optional.empty()), folder, recorder, afterwards);
        }
        Resumption past = Resumption.of(recorder.history(), study, folder, newData);
        try (PipelineCells resumed = past.prepared().cells(spark)) {
          Begun begun = new Begun(past.prepared(), resumed, Optional.of(past));
          return run(spark, begun, folder, recorder, afterwards);
        }
      }
    }
  }

  /**
   * Says what a study will do, and refuses what cannot be done.
   *
   * @return what is to be kept of the time for what comes after the search
   */
  private Reserve begin(
      SparkSession spark, PreparedStudy study, PipelineCells work, StudyFolder folder)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    new StudyPreview(study).print(out);
    Reserve afterwards =
        study.plan().tuning().run().preFlight()
            ? new PreFlight(spark, study, folder, clock).run(out)
            : Reserve.of(study.refits());
    List<TrainingChoice> training = work.choices();
    if (!training.equals(study.choices())) {
      out.printf("  %s%n", study.pipelines().trained(training));
      out.flush();
    }
    return afterwards;
  }

  /**
   * Study that begins or goes on.
   *
   * @param resumption what it goes on from; empty for one that begins
   */
  private record Begun(PreparedStudy study, PipelineCells work, Optional<Resumption> resumption) {}

  private int run(
      SparkSession spark,
      Begun begun,
      StudyFolder folder,
      JournalRecorder recorder,
      Reserve afterwards)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    StudyRun.Time time = new StudyRun.Time(clock, started, afterwards);
    TypedCommand typed = TypedCommand.of(spec.commandLine().getParseResult().originalArgs());
    String again = ifChanged ? typed.toString() : typed.resumed();
    ClosingSummary farewell = new ClosingSummary(out, folder, again);
    return new StudyRun(
            spark,
            begun.study(),
            begun.work(),
            folder,
            recorder,
            begun.resumption(),
            farewell,
            time)
        .run(parent.interruption());
  }
}
