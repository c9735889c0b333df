package org.espalier.job;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.Settings;
import org.espalier.job.command.JobCommand;
import org.espalier.job.study.PreparedStudy;
import org.espalier.job.study.Rehearsal;
import org.espalier.job.study.Sessions;
import org.espalier.job.study.StudyOutput;
import org.espalier.job.terminal.Announcement;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.Claim;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Problem;
import org.espalier.spec.study.StudyPlan;
import org.espalier.study.Placement;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.JournalRecorder;
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
  private final String tag = "espalier.tune-" + UUID.randomUUID(); // of all jobs
  private volatile Optional<SparkContext> context = Optional.empty();
  private volatile Optional<Instant> read = Optional.empty();
  private volatile Optional<Claimed> claimed = Optional.empty();
  private volatile Optional<StudyRun> running = Optional.empty();

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
    TimeGuard guard = new TimeGuard(clock, plan.tuning().budget().time().map(started::plus));
    return guard.run(() -> tune(checked, guard), () -> late(plan));
  }

  private int tune(Settings.Checked checked, TimeGuard guard)
      throws IOException, InterruptedException {
    StudyPlan plan = checked.settings().plan();
    SparkSession spark = Sessions.open(plan.name());
    if (plan.tuning().budget().time().isPresent()) {
      spark.sparkContext().addJobTag(tag); // of this thread, which the guard has begun
      context = Optional.of(spark.sparkContext());
    }
    if (ifChanged) {
      StudyOutput.checkWritable(spark, plan);
      try (PreparedStudy now = read(checked, spark)) {
        return new NightlyRun(now, options::read, out(), clock)
            .run(
                study -> {
                  StudyFolder folder = StudyOutput.awaited(spark, study.plan(), out());
                  try (Claimed claim = claim(folder)) {
                    return tune(study, claim, guard);
                  }
                });
      }
    }
    StudyFolder folder = StudyOutput.awaited(spark, plan, out());
    try (Claimed claim = claim(folder); // before the table is read: another driver need not wait
        PreparedStudy study = read(checked, spark)) {
      return tune(study, claim, guard);
    }
  }

  private PreparedStudy read(Settings.Checked checked, SparkSession spark) {
    PreparedStudy study = PreparedStudy.read(checked, spark, clock, out());
    read = Optional.of(clock.instant());
    return study;
  }

  /**
   * Folder that no other driver writes to.
   *
   * @param resumes true if an existing study goes on; otherwise a new one begins
   */
  private record Claimed(StudyFolder folder, boolean resumes, Claim claim)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      claim.close();
    }
  }

  private Claimed claim(StudyFolder folder) throws IOException {
    boolean resumes = folder.resumes(); // before the claim holds it
    Claimed now = new Claimed(folder, resumes, folder.claim());
    claimed = Optional.of(now);
    return now;
  }

  /** Ends a study whose time is up, from another thread than the study's; returns its exit code. */
  private int late(StudyPlan plan) throws IOException {
    Instant now = clock.instant();
    Problem problem =
        new TimeGuard.Passed(
                running.map(StudyRun::workedBefore).orElse(Duration.ZERO),
                Duration.between(started, read.orElse(now)),
                read.map(then -> Duration.between(then, now)))
            .tooShort(plan.tuning().origins(), plan.tuning().budget().time().orElseThrow());
    if (running.isPresent() && running.get().isBegun()) {
      return running.get().late(problem.toString(), this::cancel);
    }
    cancel();
    if (claimed.isPresent()) {
      claimed.get().close();
    }
    spec.commandLine().getErr().println(problem);
    return StudyStatus.GAVE_UP.exitCode();
  }

  private void cancel() {
    context.filter(begun -> !begun.isStopped()).ifPresent(begun -> begun.cancelJobsWithTag(tag));
  }

  private int tune(PreparedStudy study, Claimed claimed, TimeGuard guard)
      throws IOException, InterruptedException {
    StudyFolder folder = claimed.folder();
    try (PipelineCells work = study.cells()) {
      StudyRun.Time time =
          claimed.resumes()
              ? new StudyRun.Time(clock, started, Rehearsal.skipped(study), Optional.empty())
              : begin(study, work, claimed);
      claimed.close();
      try (JournalRecorder recorder = JournalRecorder.open(folder.journal(), clock)) {
        if (!recorder.history().isBegun()) {
          return run(
              new StudyRun(study, work, recorder, Optional.empty(), closing(folder), time), guard);
        }
        Resumption past = Resumption.of(recorder.history(), study, folder, newData);
        try (PipelineCells resumed = past.prepared().cells()) {
          PreparedStudy begun = past.prepared();
          return run(
              new StudyRun(begun, resumed, recorder, Optional.of(past), closing(folder), time),
              guard);
        }
      }
    }
  }

  /**
   * Prints the preview of a study, refuses what cannot be done, and clears its folder.
   *
   * @return time of the run, with what is kept of it for what follows the search
   */
  private StudyRun.Time begin(PreparedStudy study, PipelineCells work, Claimed claimed)
      throws IOException {
    StudyFolder folder = claimed.folder();
    new StudyPreview(study).print(out());
    List<Placement> training = work.choices();
    if (!training.equals(study.choices())) {
      out().printf("  %s%n", study.pipelines().trained(training));
      out().flush();
    }
    try (Rehearsal rehearsal = new Rehearsal(study, work, folder, clock)) {
      FinishReserve afterwards = rehearsal.run(out());
      claimed.close();
      folder.clear();
      return new StudyRun.Time(clock, started, afterwards, rehearsal.keep());
    }
  }

  private ClosingSummary closing(StudyFolder folder) {
    TypedCommand typed = TypedCommand.of(spec.commandLine().getParseResult().originalArgs());
    String again = ifChanged ? typed.toString() : typed.resumed();
    return new ClosingSummary(out(), folder, again);
  }

  private int run(StudyRun run, TimeGuard guard) throws IOException, InterruptedException {
    running = Optional.of(run);
    run.deadline().ifPresent(guard::until);
    return run.run(parent.interruption());
  }
}
