package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.Settings;
import org.espalier.job.study.PreparedStudy;
import org.espalier.job.study.Rehearsal;
import org.espalier.job.study.Sessions;
import org.espalier.job.study.StudyOutput;
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

/**
 * Study from its settings to its output, within its time. Can be run once.
 *
 * @see StudyRun
 */
final class TimedStudy {

  /**
   * Surroundings of a study.
   *
   * @param err receives the problem of a study whose time is up
   * @param again the command that goes on with the study if it was interrupted
   * @param newData true if a study may be resumed with other rows than before
   */
  record Setting(
      PrintWriter out, PrintWriter err, ShutdownHook hook, String again, boolean newData) {}

  /** Work on a study in a folder that no other driver writes to. */
  interface ClaimedWork {
    int run(Claimed claimed) throws IOException, InterruptedException;
  }

  private final Setting setting;
  private final InstantSource clock;
  private final Instant started;
  private final String tag = "espalier.tune-" + UUID.randomUUID(); // of all jobs
  private final TimeGuard guard;
  private final StudyPlan plan;
  private volatile Optional<SparkContext> context = Optional.empty();
  private volatile Optional<Instant> read = Optional.empty();
  private volatile Optional<Claimed> claimed = Optional.empty();
  private volatile Optional<StudyRun> running = Optional.empty();

  /**
   * @param started start of the time that counts
   */
  TimedStudy(StudyPlan plan, Setting setting, InstantSource clock, Instant started) {
    this.plan = plan;
    this.setting = setting;
    this.clock = clock;
    this.started = started;
    this.guard = new TimeGuard(clock, plan.tuning().budget().time().map(started::plus));
  }

  /** Runs what begins with {@link #session()} to its exit code, or ends it when its time is up. */
  int run(Callable<Integer> study) throws Exception {
    return guard.run(study, this::late);
  }

  /** Session whose jobs end with the time of the study; from the thread that runs it. */
  SparkSession session() {
    SparkSession spark = Sessions.open(plan.name());
    if (plan.tuning().budget().time().isPresent()) {
      spark.sparkContext().addJobTag(tag); // of this thread, which the guard has begun
      context = Optional.of(spark.sparkContext());
    }
    return spark;
  }

  /** Reads the table. */
  PreparedStudy read(Settings.Checked checked, SparkSession spark) {
    PreparedStudy study = PreparedStudy.read(checked, spark, clock, setting.out());
    read = Optional.of(clock.instant());
    return study;
  }

  /** Tells that the table was read before. */
  void isRead() {
    read = Optional.of(clock.instant());
  }

  /**
   * Folder that no other driver writes to.
   *
   * @param resumes true if an existing study goes on; otherwise a new one begins
   */
  record Claimed(StudyFolder folder, boolean resumes, Claim claim) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      claim.close();
    }
  }

  /** Runs work in the folder of a plan, claimed until the work releases it. */
  int claiming(StudyPlan named, SparkSession spark, ClaimedWork work)
      throws IOException, InterruptedException {
    StudyFolder folder = StudyOutput.awaited(spark, named, setting.out());
    boolean resumes = folder.resumes(); // before the claim holds it
    try (Claimed now = new Claimed(folder, resumes, folder.claim())) {
      claimed = Optional.of(now);
      return work.run(now);
    }
  }

  /** Ends a study whose time is up, from another thread than the study's; returns its exit code. */
  private int late() throws IOException {
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
    setting.err().println(problem);
    return StudyStatus.GAVE_UP.exitCode();
  }

  private void cancel() {
    context.filter(begun -> !begun.isStopped()).ifPresent(begun -> begun.cancelJobsWithTag(tag));
  }

  /** Begins a study, or goes on with it, and releases its folder to the journal. */
  int tune(PreparedStudy study, Claimed claimed) throws IOException, InterruptedException {
    StudyFolder folder = claimed.folder();
    try (PipelineCells work = study.cells()) {
      StudyRun.Time time =
          claimed.resumes()
              ? new StudyRun.Time(clock, started, Rehearsal.skipped(study), Optional.empty())
              : begin(study, work, claimed);
      claimed.close();
      try (JournalRecorder recorder = JournalRecorder.open(folder.journal(), clock)) {
        ClosingSummary closing = new ClosingSummary(setting.out(), folder, setting.again());
        if (!recorder.history().isBegun()) {
          return run(new StudyRun(study, work, recorder, Optional.empty(), closing, time));
        }
        Resumption past = Resumption.of(recorder.history(), study, folder, setting.newData());
        try (PipelineCells resumed = past.prepared().cells()) {
          PreparedStudy begun = past.prepared();
          return run(new StudyRun(begun, resumed, recorder, Optional.of(past), closing, time));
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
    PrintWriter out = setting.out();
    new StudyPreview(study).print(out);
    List<Placement> training = work.choices();
    if (!training.equals(study.choices())) {
      out.printf("  %s%n", study.pipelines().trained(training));
      out.flush();
    }
    try (Rehearsal rehearsal = new Rehearsal(study, work, folder, clock)) {
      FinishReserve afterwards = rehearsal.run(out);
      claimed.close();
      folder.clear();
      return new StudyRun.Time(clock, started, afterwards, rehearsal.keep());
    }
  }

  private int run(StudyRun run) throws IOException, InterruptedException {
    running = Optional.of(run);
    run.deadline().ifPresent(guard::until);
    return run.run(setting.hook());
  }
}
