package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Limits;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.ThreadPool;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.plan.BudgetPlan;
import org.espalier.schedule.Scheduler;
import org.espalier.search.gp.RegretBound;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkCells;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.RegretRule;
import org.espalier.tune.StopReason;
import org.espalier.tune.TuningLoop;

/** One run of a prepared study: read aloud, search, confirm, leave. Runs once. */
final class StudyRun {

  /** How the search ended. */
  private record Search(StopReason reason, Study study, Duration reserve) {}

  private final SparkSession spark;
  private final PreparedStudy prepared;
  private final StudyFolder folder;
  private final PrintWriter out;
  private final InstantSource clock;
  private final Instant started;

  StudyRun(
      SparkSession spark,
      PreparedStudy prepared,
      StudyFolder folder,
      PrintWriter out,
      InstantSource clock) {
    this.spark = spark;
    this.prepared = prepared;
    this.folder = folder;
    this.out = out;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Runs to the exit code. */
  int run() throws IOException, InterruptedException {
    folder.clear();
    try (JournalStore journal = folder.journal()) {
      JournalRecorder recorder = new JournalRecorder(journal, clock);
      StudyEvent.Opened opened = opened();
      out.printf("study %s%n", opened.study());
      opened.asked().forEach(line -> out.printf("  %s%n", line));
      out.printf("  %s%n", prepared.occupancy().text());
      out.flush();
      recorder.record(opened);
      int code;
      try {
        code = tune(recorder);
      } catch (UncheckedIOException e) {
        throw e; // the journal cannot be written: there is nothing to leave
      } catch (Exception e) { // a failed job's exception is checked, and not declared
        close(recorder, new Ending("defect", ExitCode.DEFECT, Reason.of(e, List.of()), List.of()));
        leave(journal);
        throw e;
      }
      StudyRecord record = leave(journal);
      new Farewell(out, record, folder).say();
      return code;
    }
  }

  private int tune(JournalRecorder recorder) throws InterruptedException {
    SparkContext context = spark.sparkContext();
    try (PipelineCells work =
        new PipelineCells(context, prepared.pipelines(), prepared.data(), prepared.ladder())) {
      Search search = search(context, work, recorder);
      Ending ending =
          Ending.of(
              search.reason(),
              search.study(),
              prepared.ladder(),
              prepared.plan().budget(),
              search.reserve());
      if (ending.exitCode() == ExitCode.FINISHED) {
        confirm(search.study(), search.study().ranking(prepared.ladder().top()), work, recorder);
      }
      return close(recorder, ending);
    }
  }

  private Search search(SparkContext context, PipelineCells work, JournalRecorder recorder)
      throws InterruptedException {
    String name = prepared.plan().name();
    Scheduler scheduler = prepared.scheduler();
    Progress progress = Progress.to(out, prepared.ladder(), prepared.dryRun().units(), clock);
    try (SparkCells cells = new SparkCells(context, name, work, clock);
        ThreadPool pool =
            new ThreadPool(cells, capacity(context, work), Limits.NONE, clock, recorder)) {
      TuningLoop loop =
          new TuningLoop(
              Study.of(prepared.data().metric().objective(), prepared.seed()),
              scheduler,
              prepared.ladder(),
              pool,
              prepared.window(),
              budget(),
              clock,
              recorder.then(progress));
      StopReason reason = loop.run();
      progress.end();
      return new Search(reason, loop.study(), loop.reserve());
    }
  }

  private Capacity capacity(SparkContext context, PipelineCells work) {
    int wanted = prepared.plan().run().parallelism();
    return wanted > 0 ? Capacity.cells(wanted) : Parallelism.auto(context, work::tasks);
  }

  private Budget budget() {
    BudgetPlan budget = prepared.plan().budget();
    Optional<Instant> deadline = budget.time().map((Duration time) -> started.plus(time));
    // Held-out rows judge the baseline too, which is fitted on all rows for that.
    int refits = prepared.data().heldOut().isPresent() ? 2 : 1;
    return new Budget(
        deadline,
        refits,
        budget.units(),
        budget.taskTime(),
        budget.target(),
        budget.patience(),
        budget
            .regret()
            .map(
                regret ->
                    new RegretRule(
                        new RegretBound(prepared.space().space(), prepared.seed()),
                        regret.limit())),
        budget.maxFailures());
  }

  /**
   * Refits the winner on all training rows, and scores it and the baseline once on rows that
   * neither has seen.
   */
  private void confirm(
      Study study, List<Outcome> complete, PipelineCells work, JournalRecorder recorder) {
    int winner = complete.get(0).proposal().trial();
    long before = clock.millis();
    PipelineModel model = work.refit(study.trials().get(winner).configuration());
    double refitSeconds = (clock.millis() - before) / 1000.0;
    OptionalDouble heldOut = heldOut(work, model);
    OptionalDouble baselineHeldOut = OptionalDouble.empty();
    boolean baselineComplete = complete.stream().anyMatch(o -> o.proposal().trial() == 0);
    if (heldOut.isPresent() && baselineComplete) {
      Trial baseline = study.trials().get(0);
      baselineHeldOut = winner == 0 ? heldOut : heldOut(work, work.refit(baseline.configuration()));
    }
    StudyOutput.save(model, folder);
    recorder.record(new StudyEvent.Confirmed(winner, heldOut, baselineHeldOut, refitSeconds));
  }

  private OptionalDouble heldOut(PipelineCells work, PipelineModel model) {
    return prepared.data().heldOut().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(work.score(model, prepared.data().heldOut().get()));
  }

  private int close(JournalRecorder recorder, Ending ending) {
    double seconds = Duration.between(started, clock.instant()).toMillis() / 1000.0;
    recorder.record(
        new StudyEvent.Closed(
            ending.status(),
            ending.exitCode(),
            ending.reason(),
            ending.causes(),
            seconds,
            clock.millis()));
    return ending.exitCode();
  }

  /** Tables, summary and page, from the journal alone. */
  private StudyRecord leave(JournalStore journal) throws IOException {
    StudyRecord record = StudyRecord.of(journal.read());
    StudyOutput.write(spark, folder, record);
    return record;
  }

  private StudyEvent.Opened opened() {
    boolean unlimited = prepared.window() == TuningLoop.UNLIMITED;
    return new StudyEvent.Opened(
        prepared.plan().name(),
        prepared.plan().seed(),
        prepared.data().metric().objective(),
        prepared.plan().search().sampler(),
        prepared.plan().schedule().type(),
        prepared.scheduler().plannedTrials(),
        unlimited ? 0 : prepared.window(),
        prepared.ladder(),
        prepared.data().folds(),
        Optional.of(prepared.data().fingerprint()),
        prepared.asked(),
        prepared.settings().effective(),
        Version.all(),
        started.toEpochMilli());
  }
}
