package org.espalier.job.run;

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
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.prepare.Sessions;
import org.espalier.job.rehearse.Rehearsal;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.JournalClaim;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.study.Placement;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.StudyInterruptedException;

/**
 * Driver of one study within its time: it claims the folder, has the rows prepared, starts or
 * resumes the study, and stores its best result when the time is up.
 */
public final class StudyDriver {

  /**
   * Command that drives the study.
   *
   * @param hook runs if the process is ended from outside
   * @param again command line that continues the study if it is interrupted
   * @param newData true if the study may continue with other rows than before
   */
  public record Caller(
      PrintWriter out, PrintWriter err, ShutdownHook hook, String again, boolean newData) {}

  /** Preparation of a study whose folder is claimed. */
  public interface Preparation {

    /** The study, which the driver closes. */
    PreparedStudy prepare(SparkSession spark) throws IOException;

    /** Writes the files of a new study, whose journal has just been opened. */
    default void begin(StudyFolder folder) throws IOException {}
  }

  private final Caller caller;
  private final StudyPlan plan;
  private final Origins origins;
  private final InstantSource clock;
  private final Instant started;
  private final TimeGuard guard;
  private final String tag = "espalier.tune-" + UUID.randomUUID(); // of all jobs
  private volatile Optional<SparkContext> context = Optional.empty();
  private volatile Optional<Instant> read = Optional.empty();
  private volatile Optional<Claimed> claimed = Optional.empty();
  private volatile Optional<StudyRun> running = Optional.empty();
  private boolean abandoned = false; // guarded by this

  /**
   * @param plan with the name, the folder and the time of the study
   * @param origins of a problem with the time
   * @param started start of the time that counts
   */
  public StudyDriver(
      Caller caller, StudyPlan plan, Origins origins, InstantSource clock, Instant started) {
    this.caller = caller;
    this.plan = plan;
    this.origins = origins;
    this.clock = clock;
    this.started = started;
    this.guard = new TimeGuard(clock, plan.tuning().budget().time().map(started::plus));
  }

  /** Time of the command until now. */
  Duration passed() {
    return Duration.between(started, clock.instant());
  }

  /** Runs the work of the driver to its exit code, or until the time is up. */
  public int guarded(Callable<Integer> work) throws Exception {
    try {
      return guard.run(work, this::late);
    } catch (InterruptedException e) {
      cancel(); // Spark leaves a job running whose thread is interrupted
      throw e;
    }
  }

  /** Session of the calling thread, whose jobs end when the time is up. */
  public SparkSession open() {
    SparkSession spark = Sessions.open(plan.name());
    if (plan.tuning().budget().time().isPresent()) {
      spark.sparkContext().addJobTag(tag); // of this thread, which the guard has begun
      context = Optional.of(spark.sparkContext());
    }
    return spark;
  }

  /** Runs a study to its exit code. */
  public int tune(SparkSession spark, Preparation preparation)
      throws IOException, InterruptedException {
    StudyFolder folder = StudyOutput.awaited(spark, plan, caller.out());
    try (Claimed claim = claim(folder); // before the table is read: another driver need not wait
        PreparedStudy study = preparation.prepare(spark)) {
      read = Optional.of(clock.instant());
      return tune(study, claim, preparation);
    }
  }

  /** Runs a prepared study, which its owner closes. */
  public int tune(PreparedStudy study) throws IOException, InterruptedException {
    read = Optional.of(clock.instant());
    StudyFolder folder = StudyOutput.awaited(study.spark(), study.plan(), caller.out());
    try (Claimed claim = claim(folder)) {
      return tune(study, claim, spark -> study);
    }
  }

  /**
   * Folder that no other driver writes to.
   *
   * @param resumes true if an existing study continues; otherwise a new one begins
   */
  private record Claimed(StudyFolder folder, boolean resumes, JournalClaim claim)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      claim.close();
    }
  }

  private Claimed claim(StudyFolder folder) throws IOException {
    boolean resumes = folder.resumes(); // before the claim holds it
    synchronized (this) {
      requireTime();
      Claimed now = new Claimed(folder, resumes, folder.claim());
      claimed = Optional.of(now);
      return now;
    }
  }

  /**
   * Ends a command that was abandoned when the time was up, before it writes anything: code that it
   * calls may have swallowed the interrupt.
   */
  private synchronized void requireTime() {
    if (abandoned) {
      throw new StudyInterruptedException();
    }
  }

  private int tune(PreparedStudy study, Claimed claim, Preparation preparation)
      throws IOException, InterruptedException {
    StudyFolder folder = claim.folder();
    try (PipelineCells work = study.cells()) {
      StudyRun.Time time =
          claim.resumes()
              ? new StudyRun.Time(clock, started, Rehearsal.skipped(study), Optional.empty())
              : begin(study, work, claim);
      requireTime();
      claim.close();
      try (JournalRecorder recorder = JournalRecorder.open(folder.journal(), clock)) {
        if (!recorder.history().isBegun()) {
          preparation.begin(folder);
          return run(new StudyRun(study, work, recorder, Optional.empty(), closing(folder), time));
        }
        Resumption past = Resumption.of(recorder.history(), study, folder, caller.newData());
        try (PipelineCells resumed = past.prepared().cells()) {
          PreparedStudy begun = past.prepared();
          return run(
              new StudyRun(begun, resumed, recorder, Optional.of(past), closing(folder), time));
        }
      }
    }
  }

  /**
   * Prints the preview of a study, refuses what cannot be done, and clears its folder.
   *
   * @return time of the run, with the part that is reserved for the steps after the search
   */
  private StudyRun.Time begin(PreparedStudy study, PipelineCells work, Claimed claim)
      throws IOException {
    StudyFolder folder = claim.folder();
    new StudyPreview(study).print(caller.out());
    List<Placement> training = work.fits().places().choices();
    if (!training.equals(study.planned())) {
      caller.out().printf("  %s%n", study.pipelines().trained(training));
      caller.out().flush();
    }
    try (Rehearsal rehearsal = new Rehearsal(study, work, folder, clock)) {
      FinishReserve afterwards = rehearsal.run(caller.out());
      requireTime();
      claim.close();
      folder.clear();
      return new StudyRun.Time(clock, started, afterwards, rehearsal.keep());
    }
  }

  private ClosingSummary closing(StudyFolder folder) {
    return new ClosingSummary(caller.out(), folder, caller.again());
  }

  private int run(StudyRun run) throws IOException, InterruptedException {
    synchronized (this) {
      requireTime();
      running = Optional.of(run);
    }
    run.deadline().ifPresent(guard::until);
    return run.run(caller.hook());
  }

  /** Ends a study whose time is up, from another thread than the study's; returns its exit code. */
  private int late() throws IOException {
    Instant now = clock.instant();
    Problem problem =
        new TimeGuard.Passed(
                running.map(StudyRun::workedBefore).orElse(Duration.ZERO),
                Duration.between(started, read.orElse(now)),
                read.map(then -> Duration.between(then, now)))
            .tooShort(origins, plan.tuning().budget().time().orElseThrow());
    Optional<StudyRun> begun = abandoned();
    if (begun.isPresent()) {
      return begun.get().late(problem.toString(), this::cancel);
    }
    cancel();
    if (claimed.isPresent()) {
      claimed.get().close();
    }
    caller.err().println(problem);
    return StudyStatus.GAVE_UP.exitCode();
  }

  /** Abandons the command, unless its study is in the journal; returns that study. */
  private synchronized Optional<StudyRun> abandoned() {
    Optional<StudyRun> begun = running.filter(run -> !run.abandon());
    abandoned = begun.isEmpty();
    return begun;
  }

  private void cancel() {
    context.filter(begun -> !begun.isStopped()).ifPresent(begun -> begun.cancelJobsWithTag(tag));
  }
}
