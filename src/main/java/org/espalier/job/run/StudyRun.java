package org.espalier.job.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.PipelineModel;
import org.espalier.engine.EndStatus;
import org.espalier.engine.FinalModels;
import org.espalier.engine.Finalists;
import org.espalier.engine.StudyBeginning;
import org.espalier.engine.StudyEnd;
import org.espalier.engine.StudySearch;
import org.espalier.engine.StudySession;
import org.espalier.engine.StudyTracking;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.job.model.FallbackModel;
import org.espalier.job.model.FinalModel;
import org.espalier.job.model.OutputFailedException;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.job.terminal.Progress;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.mlflow.Artefact;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.JournalHeldException;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.Simplicity;
import org.espalier.study.EntryPoint;
import org.espalier.study.Placement;
import org.espalier.tune.DivergedException;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;
import org.espalier.tune.StudyInterruptedException;
import org.espalier.tune.TimeLeft;

/**
 * Run of a prepared study: print the plan, search, confirm the winner, write the output. Can be run
 * once.
 */
final class StudyRun {

  /**
   * Time of a run.
   *
   * @param started start of the time that counts
   * @param afterwards time reserved for the steps after the search, as far as known before it
   * @param fitted model that was fitted before the search; empty without a deadline
   */
  record Time(
      InstantSource clock,
      Instant started,
      FinishReserve afterwards,
      Optional<FallbackModel.Fitted> fitted) {}

  private final PreparedStudy prepared;
  private final PipelineCells work;
  private final JournalRecorder recorder;
  private final Optional<Resumption> resumption;
  private final StudyFolder folder;
  private final PrintWriter out;
  private final FinalOutput leaving;
  private final FallbackModel fallback;
  private final FinalModel last;
  private final InstantSource clock;
  private final StudySession session;
  private final TimeLeft time;
  private final StudyEnd<PipelineModel> end;
  private boolean begun = false; // in the journal; guarded by this
  private boolean abandoned = false; // guarded by this

  /**
   * @param work the cells of the prepared study; closed by their owner
   * @param resumption state that the study continues from; empty for a new one
   */
  StudyRun(
      PreparedStudy prepared,
      PipelineCells work,
      JournalRecorder recorder,
      Optional<Resumption> resumption,
      ClosingSummary closing,
      Time time) {
    this.prepared = prepared;
    this.work = work;
    this.recorder = recorder;
    this.resumption = resumption;
    this.folder = closing.folder();
    this.out = closing.out();
    this.clock = time.clock();
    this.session =
        new StudySession(
            recorder,
            resumption.map(Resumption::study),
            resumption.flatMap(Resumption::done).isPresent(),
            folder.path().toString(),
            missedGate -> {}, // the closing summary has it
            time.clock(),
            time.started(),
            Optional.of(folder.control()));
    this.leaving = new FinalOutput(prepared.spark(), session, closing);
    this.time = session.timeLeft(prepared.design(), time.afterwards());
    this.fallback = new FallbackModel(prepared, folder, work, time.fitted());
    this.last = new FinalModel(prepared, folder, work, this.time, fallback);
    this.end =
        session.end(
            prepared.design(),
            this.time,
            Optional.<FinalModels<PipelineModel>>of(last).filter(models -> saves()),
            Optional.<StudyEnd.Fallback>of(fallback).filter(model -> saves()));
  }

  /** Runs to the exit code. */
  int run(ShutdownHook hook) throws IOException, InterruptedException {
    hook.setLastSteps(leaving::interrupted);
    session.track(prepared.plan().tuning().run().track(), folder.path().toString(), out::println);
    try {
      int code = session.isDone() ? done() : begin();
      leaving.write();
      session.endTracking(this::model, StudySession.LAST);
      return code;
    } catch (StudyInterruptedException e) {
      if (ShutdownHook.isEnding()) {
        hook.awaitLast();
      }
      throw e;
    }
  }

  /** Files of the model for another place; none if names are hidden, which it holds. */
  private List<Artefact> model() {
    try {
      return prepared.plan().output().hidesNames()
          ? List.of()
          : StudyTracking.model(folder, recorder.history().record());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Exit code of a study that has ended before, to which the settings add no work. */
  private int done() throws IOException {
    end.adoptOfKilled();
    out.println("  already finished; these settings add no work to the study");
    return resumption.flatMap(Resumption::done).orElseThrow().exitCode();
  }

  private int begin() throws IOException, InterruptedException {
    resumption.ifPresent(past -> say(past));
    if (resumption.flatMap(Resumption::otherRows).isPresent()) {
      last.forgetScores();
    }
    List<Placement> training = work.fits().places().choices(); // too little memory ends it here
    record(beginning(training));
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
      if (FailureCause.isInterrupt(e)) {
        leaving.threadInterrupted();
        throw e;
      }
      EndStatus ending = EndStatus.of(e, prepared.spark().sparkContext().isStopped());
      int code = close(ending);
      if (ending.status() == StudyStatus.DEFECT) {
        leaving.write();
        throw e;
      }
      return code;
    }
  }

  /** Records the beginning of a study that was not abandoned. */
  private synchronized void record(StudyBeginning beginning) {
    if (abandoned) {
      throw new StudyInterruptedException();
    }
    session.begin(prepared.design(), beginning);
    begun = true;
  }

  private void say(Resumption past) {
    new StudyPreview(prepared).print(out);
    past.text().forEach(line -> out.printf("  %s%n", line));
    out.flush();
  }

  private InvalidStudyException diverged(DivergedException e) {
    String wrong = "cannot be resumed: " + e.getMessage();
    String right =
        "use the version of Espalier that wrote it, or set output.overwrite = true to start again";
    return new InvalidStudyException(new Problem(folder.path().toString(), "", wrong, right));
  }

  /** Runs the search and shows its progress. */
  private StudySearch.Result shown(StudySearch search) throws InterruptedException {
    int asked = prepared.design().plannedTrials();
    int planned = session.plannedTrials(prepared.design());
    long units = prepared.dryRun().units() * planned / asked;
    Progress progress = Progress.to(out, planned, units, clock);
    ListenerThread shown = recorder.listen(progress, out::println);
    try {
      return search.run();
    } finally {
      shown.close();
      progress.close();
    }
  }

  private int tune() throws IOException, InterruptedException {
    SparkContext context = prepared.spark().sparkContext();
    Capacity automatic = Parallelism.auto(context, work.fits().places()::tasks);
    session.show(context, prepared.design());
    try (SparkBatches runner = session.runner(context, prepared.design(), work.fits())) {
      return tune(session.search(prepared.design(), time, runner, automatic));
    }
  }

  private int tune(StudySearch search) throws IOException, InterruptedException {
    StudySearch.Result result = shown(search);
    work.fits().verified().forEach(line -> out.println("verified  " + line));
    Winner rule =
        new Winner(
            prepared.plan().tuning().winner(), Simplicity.of(prepared.plan().learners()), false);
    Finalists finalists = new Finalists(prepared.data().furtherFolds(), out::println);
    OptionalInt winner = search.winner(result, rule, finalists);
    int code = end.finish(result, winner).ending().exitCode();
    if (!saves()) {
      fallback.drop(); // of an earlier driver, which was to save a model
    }
    return code;
  }

  private boolean saves() {
    return prepared.plan().output().savesModel();
  }

  /** Deadline of the study, less the time of earlier drivers; empty for none, or if it is done. */
  Optional<Instant> deadline() {
    return session.isDone()
        ? Optional.empty()
        : prepared.plan().tuning().budget().time().map(session.deadlineFrom()::plus);
  }

  /**
   * Ends the study when its time is up, with the model that is saved by then.
   *
   * @param needed time that the table needs, in words
   * @param cancel cancels running work, of which nothing is recorded any more
   * @return the exit code
   */
  int late(String needed, Runnable cancel) throws IOException {
    end.timeUp(needed, cancel);
    int code = leaving.withoutTables();
    session.endTracking(List::of, TimeGuard.LEAVING.dividedBy(2));
    return code;
  }

  /**
   * Abandons a study whose beginning is not recorded yet, which then records nothing; returns false
   * if it is, so that its end can be recorded, too.
   */
  synchronized boolean abandon() {
    abandoned = !begun;
    return abandoned;
  }

  Duration workedBefore() {
    return session.workedBefore();
  }

  private int close(EndStatus ending) throws IOException {
    recorder.requireHeld();
    if (!session.close(ending)) {
      throw new StudyInterruptedException();
    }
    return ending.exitCode();
  }

  private StudyBeginning beginning(List<Placement> training) {
    return new StudyBeginning(
        prepared.data().folds(),
        Optional.of(prepared.fingerprint()),
        new StudyEvent.Request(
            EntryPoint.JOB,
            resumption.isPresent() ? List.of() : new StudyPreview(prepared, training).asked(),
            prepared.settings().effective()),
        training,
        Version.versions());
  }
}
