package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.Ending;
import org.espalier.engine.Finalists;
import org.espalier.engine.StudyRecording;
import org.espalier.engine.StudySearch;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Reason;
import org.espalier.job.output.FinalModel;
import org.espalier.job.output.OutputFailedException;
import org.espalier.job.output.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.job.terminal.Progress;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.plan.learner.Simplicity;
import org.espalier.plan.problem.InvalidStudyException;
import org.espalier.plan.problem.Problem;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.JournalHeldException;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.TrainingChoice;
import org.espalier.tune.DivergedException;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;
import org.espalier.tune.Reserve;
import org.espalier.tune.StopReason;
import org.espalier.tune.StudyInterruptedException;

/**
 * Run of a prepared study: print the plan, search, confirm the winner, write the output. Can be run
 * once.
 */
final class StudyRun {

  /**
   * The time of a run.
   *
   * @param started from when on it counts
   * @param afterwards what comes after the search, as far as that is known before it begins
   */
  record Time(InstantSource clock, Instant started, Reserve afterwards) {}

  /** How long the tables may take of a process that is about to end. */
  private static final Duration TABLES = Duration.ofSeconds(12);

  private final SparkSession spark;
  private final PreparedStudy prepared;
  private final PipelineCells work;
  private final StudyFolder folder;
  private final Optional<Resumption> resumption;
  private final PrintWriter out;
  private final ClosingSummary farewell;
  private final Time time;
  private final InstantSource clock;
  private final Instant started;
  private final JournalRecorder recorder;
  private final StudyRecording recording;

  /**
   * @param work the cells of the prepared study; closed by their owner
   * @param resumption what the study goes on from; empty for one that begins
   */
  StudyRun(
      SparkSession spark,
      PreparedStudy prepared,
      PipelineCells work,
      StudyFolder folder,
      JournalRecorder recorder,
      Optional<Resumption> resumption,
      ClosingSummary farewell,
      Time time) {
    this.spark = spark;
    this.prepared = prepared;
    this.work = work;
    this.folder = folder;
    this.resumption = resumption;
    this.out = farewell.out();
    this.farewell = farewell;
    this.time = time;
    this.clock = time.clock();
    this.started = time.started();
    this.recorder = recorder;
    this.recording =
        new StudyRecording(recorder, resumption.map(Resumption::study), clock, started);
  }

  /** Runs to the exit code. */
  int run(ShutdownHook hook) throws IOException, InterruptedException {
    hook.leaving(this::interrupted);
    try {
      int code = resumption.flatMap(Resumption::done).isPresent() ? done() : begin();
      farewell.say(leave());
      return code;
    } catch (StudyInterruptedException e) {
      hook.awaitLast();
      throw e;
    }
  }

  /** The code of a study that came to its end before, to which nothing can be added. */
  private int done() {
    StudyEvent.Closed closed = resumption.flatMap(Resumption::done).orElseThrow();
    out.println("  already finished; these settings add no work to the study");
    return closed.exitCode();
  }

  private int begin() throws IOException, InterruptedException {
    resumption.ifPresent(past -> say(past));
    List<TrainingChoice> training = work.choices(); // too little memory ends it here
    recording.begin(prepared.design(), beginning(training));
    try {
      return tune();
    } catch (DivergedException e) {
      throw diverged(e);
    } catch (StudyInterruptedException | OutputFailedException e) {
      throw e; // nothing more can be recorded, so there is nothing to leave
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof JournalHeldException) {
        throw e;
      }
      throw OutputFailedException.of(folder, e).orElseThrow();
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      Ending ending = Ending.of(e, spark.sparkContext().isStopped());
      int code = close(ending);
      if (ending.status() == StudyStatus.DEFECT) {
        leave();
        throw e;
      }
      return code;
    }
  }

  private void say(Resumption past) {
    new StudyPreview(prepared).print(out);
    past.text().forEach(line -> out.printf("  %s%n", line));
    out.flush();
  }

  private InvalidStudyException diverged(DivergedException e) {
    String wrong = "cannot be resumed: " + e.getMessage();
    String right =
        "the version of Espalier that wrote it, or output.overwrite = true to start again";
    return new InvalidStudyException(
        List.of(new Problem(folder.path().toString(), "", wrong, right)));
  }

  /**
   * In a process that is about to end: closes the door, and leaves what can be left in time.
   *
   * @return false if the study has just ended by itself, and leaves the rest
   */
  private boolean interrupted(int code) {
    try {
      recorder.requireHeld();
      if (!recording.close(new Ending(StudyStatus.INTERRUPTED, code, outside(code), List.of()))) {
        return false;
      }
      StudyRecord record = recorder.tables();
      StudyOutput.writeWithoutTables(folder, record);
      spark.sparkContext().cancelAllJobs();
      Thread tables = new Thread(() -> writeTables(record), "espalier-tables");
      tables.setDaemon(true);
      tables.start();
      tables.join(TABLES.toMillis());
      farewell.say(record);
      recorder.close();
    } catch (IOException | RuntimeException e) {
      out.println("The summary was not written: " + Reason.of(e, List.of()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Hadoop does not wait any longer
    }
    return true;
  }

  private static String outside(int code) {
    return "the process was ended from outside, by %s"
        .formatted(
            code == StudyStatus.INTERRUPTED.exitCode()
                ? "SIGINT as of Ctrl-C"
                : "SIGTERM or a shutdown of its JVM");
  }

  private void writeTables(StudyRecord record) {
    try {
      StudyOutput.write(spark, folder, record);
    } catch (Exception e) { // whatever a context throws that is stopping; the summary says so
      out.println("The tables were not written: " + Reason.of(e, List.of()));
    }
  }

  private interface Search {
    StudySearch.Result run() throws InterruptedException;
  }

  /** The result of a search whose progress is shown. */
  private StudySearch.Result shown(Search search) throws InterruptedException {
    Progress progress = Progress.to(out, prepared.ladder(), prepared.dryRun().units(), clock);
    ListenerThread shown = recorder.listen(progress, out::println);
    try {
      return search.run();
    } finally {
      shown.close();
      progress.end();
    }
  }

  private int tune() throws IOException, InterruptedException {
    SparkContext context = spark.sparkContext();
    StudySearch search =
        new StudySearch(
            prepared.design(), recorder, clock, recording.deadlineFrom(), time.afterwards());
    FinalModel last = new FinalModel(prepared, folder, work, clock);
    Capacity automatic = Parallelism.auto(context, work::tasks);
    StudySearch.Result result = shown(() -> search.run(context, work, automatic));
    work.verified().forEach(line -> out.println("verified  " + line));
    Study study = result.study();
    Ending ending = result.ending();
    boolean confirmed =
        recorder.history().isConfirmed()
            && resumption.filter(past -> past.otherRows().isEmpty()).isPresent();
    if (ending.exitCode() == StudyStatus.FINISHED.exitCode() && !confirmed) {
      List<Outcome> complete = result.contenders();
      int winner =
          new Finalists(search, rule(study))
              .winner(
                  context, work, automatic, complete, prepared.data().furtherFolds(), out::println);
      recorder.record(last.winner(study, winner, complete));
    }
    Ending judged = recording.judged(ending, prepared.plan().tuning());
    return close(leavesDefaults(result) ? last.defaults(judged) : judged);
  }

  /**
   * Whether the time was up before anything was known of the defaults, which are then fitted: a
   * model that comes late is worth more than none.
   */
  private static boolean leavesDefaults(StudySearch.Result result) {
    return result.reason() == StopReason.DEADLINE && result.study().outcomes().isEmpty();
  }

  private Winner rule(Study study) {
    return new Winner(
        prepared.plan().tuning().winner(),
        new Simplicity(prepared.plan().learners()),
        false,
        study,
        prepared.ladder());
  }

  private int close(Ending ending) throws IOException {
    recorder.requireHeld();
    if (!recording.close(ending)) {
      throw new StudyInterruptedException();
    }
    return ending.exitCode();
  }

  /** Tables, summary and page, from the journal alone; no tables where the cluster was lost. */
  private StudyRecord leave() throws IOException {
    StudyRecord record = recorder.tables();
    try {
      if (!spark.sparkContext().isStopped()) {
        StudyOutput.write(spark, folder, record);
        return record;
      }
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (!Outage.isOfCluster(e, spark.sparkContext())) {
        throw e;
      }
    }
    StudyOutput.writeWithoutTables(folder, record);
    return record;
  }

  private StudyRecording.Beginning beginning(List<TrainingChoice> training) {
    return new StudyRecording.Beginning(
        prepared.data().folds(),
        Optional.of(prepared.fingerprint()),
        new StudyEvent.Request(
            resumption.isPresent() ? List.of() : new StudyPreview(prepared, training).asked(),
            prepared.settings().effective(),
            prepared.plan().tuning().run().pricePerCoreHour()),
        training,
        Version.all());
  }
}
