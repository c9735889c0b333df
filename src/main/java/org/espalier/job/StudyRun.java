package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Problem;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.OutOfFold;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.Scorer;
import org.espalier.spark.store.StudyFolder;
import org.espalier.study.Interval;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.tune.DivergedException;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.Past;
import org.espalier.tune.StudyInterruptedException;
import org.espalier.tune.TuningLoop;

/**
 * Run of a prepared study: print the plan, search, confirm the winner, write the output. Can be run
 * once.
 */
final class StudyRun {

  /** How long the tables may take of a process that is about to end. */
  private static final Duration TABLES = Duration.ofSeconds(12);

  private final SparkSession spark;
  private final PreparedStudy prepared;
  private final StudyFolder folder;
  private final JournalStore journal;
  private final Optional<Resumption> resumption;
  private final PrintWriter out;
  private final InstantSource clock;
  private final Instant started;
  private final JournalRecorder recorder;

  /**
   * @param resumption what the study goes on from; empty for one that begins
   */
  StudyRun(
      SparkSession spark,
      PreparedStudy prepared,
      StudyFolder folder,
      JournalStore journal,
      Optional<Resumption> resumption,
      PrintWriter out,
      InstantSource clock) {
    this.spark = spark;
    this.prepared = prepared;
    this.folder = folder;
    this.journal = journal;
    this.resumption = resumption;
    this.out = out;
    this.clock = clock;
    this.started = clock.instant();
    this.recorder = new JournalRecorder(journal, clock);
  }

  /** Runs to the exit code. */
  int run() throws IOException, InterruptedException {
    try (ShutdownHook hook = new ShutdownHook(this::interrupted)) {
      try {
        int code = resumption.flatMap(Resumption::done).isPresent() ? done() : begin();
        new Farewell(out, leave(), folder).say();
        return code;
      } catch (StudyInterruptedException e) {
        hook.awaitLast();
        throw e;
      }
    }
  }

  /** The code of a study that came to its end before, to which nothing can be added. */
  private int done() {
    StudyEvent.Closed closed = resumption.flatMap(Resumption::done).orElseThrow();
    out.printf("study %s%n  has ended, and nothing more is asked for%n", prepared.plan().name());
    return closed.exitCode();
  }

  private int begin() throws IOException, InterruptedException {
    out.printf("study %s%n", prepared.plan().name());
    prepared.asked().forEach(line -> out.printf("  %s%n", line));
    out.printf("  %s%n", prepared.occupancy().text());
    resumption.ifPresent(past -> past.text().forEach(line -> out.printf("  %s%n", line)));
    out.flush();
    resumption
        .map(past -> past.beginning(started.toEpochMilli()))
        .orElseGet(() -> List.<StudyEvent>of(opened()))
        .forEach(recorder::record);
    try {
      return tune();
    } catch (DivergedException e) {
      throw diverged(e);
    } catch (StudyInterruptedException | UncheckedIOException e) {
      throw e; // nothing more can be recorded, so there is nothing to leave
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (spark.sparkContext().isStopped()) { // as if by SIGTERM: nothing more can be run
        String why = "the Spark context was stopped";
        return close(new Ending("interrupted", ExitCode.TERMINATED, why, List.of()));
      }
      close(new Ending("defect", ExitCode.DEFECT, Reason.of(e, List.of()), List.of()));
      leave();
      throw e;
    }
  }

  private InvalidStudyException diverged(DivergedException e) {
    String wrong = "cannot go on as it was begun: " + e.getMessage();
    String right =
        "the version of Espalier that wrote it, or output.overwrite = true to begin anew";
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
      if (!recorder.shut(
          closed(new Ending("interrupted", code, "ended from outside", List.of())))) {
        return false;
      }
      StudyRecord record = StudyRecord.of(journal.read());
      StudyOutput.writeWithoutTables(folder, record);
      spark.sparkContext().cancelAllJobs();
      Thread tables = new Thread(() -> writeTables(record), "espalier-tables");
      tables.setDaemon(true);
      tables.start();
      tables.join(TABLES.toMillis());
      new Farewell(out, record, folder).say();
      journal.close();
    } catch (IOException | RuntimeException e) {
      out.println("The summary was not written: " + Reason.of(e, List.of()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Hadoop does not wait any longer
    }
    return true;
  }

  private void writeTables(StudyRecord record) {
    try {
      StudyOutput.write(spark, folder, record);
    } catch (Exception e) { // whatever a context throws that is stopping; the summary says so
      out.println("The tables were not written: " + Reason.of(e, List.of()));
    }
  }

  private int tune() throws IOException, InterruptedException {
    SparkContext context = spark.sparkContext();
    StudySearch search =
        new StudySearch(prepared, recorder, out, clock, started.minus(workedBefore()));
    try (PipelineCells work =
        new PipelineCells(context, prepared.pipelines(), prepared.data(), prepared.ladder())) {
      StudySearch.Result result = search.run(context, work, journal.read());
      Study study = result.study();
      Ending ending =
          Ending.of(
              result.reason(),
              study,
              prepared.ladder(),
              prepared.plan().budget(),
              result.reserve());
      boolean confirmed =
          resumption.filter(past -> past.isConfirmed(study.outcomes().size())).isPresent();
      if (ending.exitCode() == ExitCode.FINISHED && !confirmed) {
        List<Outcome> complete = study.ranking(prepared.ladder().top());
        Leaders leaders = new Leaders(search, study, journal.read());
        confirm(study, leaders.winner(context, work, complete), complete, work);
      }
      if (ending.exitCode() == ExitCode.FINISHED) {
        Optional<String> missed = missed();
        if (missed.isPresent()) {
          return close(ending.withGateMissed(missed.get()));
        }
      }
      return close(ending);
    }
  }

  /**
   * Refits the winner on all training rows, and scores it and the baseline once on rows that
   * neither has seen.
   */
  private void confirm(Study study, int winner, List<Outcome> complete, PipelineCells work) {
    long before = clock.millis();
    PipelineModel model = work.refit(study.trials().get(winner).configuration());
    double refitSeconds = (clock.millis() - before) / 1000.0;
    OptionalDouble heldOut = heldOut(work, model);
    OptionalDouble baselineHeldOut = OptionalDouble.empty();
    boolean baselineComplete = complete.stream().anyMatch(o -> o.proposal().trial() == 0);
    Optional<Interval> gain = Optional.empty();
    if (heldOut.isPresent() && baselineComplete && winner == 0) {
      baselineHeldOut = heldOut;
    } else if (heldOut.isPresent() && baselineComplete) {
      PipelineModel baseline = work.refit(study.trials().get(0).configuration());
      baselineHeldOut = heldOut(work, baseline);
      gain = work.gain(model, baseline, prepared.seed().child("bootstrap", 0));
    }
    StudyOutput.save(model, folder, prepared.plan());
    if (prepared.plan().output().predictions()) {
      OutOfFold outOfFold = new OutOfFold(work, prepared.data());
      Configuration chosen = study.trials().get(winner).configuration();
      StudyOutput.savePredictions(outOfFold.predictions(chosen), folder);
    }
    recorder.record(new StudyEvent.Confirmed(winner, heldOut, baselineHeldOut, refitSeconds, gain));
  }

  /** Which gate the winner does not pass, in words. */
  private Optional<String> missed() throws IOException {
    return Winner.missed(prepared.plan().winner(), StudyRecord.of(journal.read()).summary());
  }

  private OptionalDouble heldOut(PipelineCells work, PipelineModel model) {
    return prepared.data().heldOut().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(work.score(model, prepared.data().heldOut().get()));
  }

  /** How long earlier drivers worked on the study. */
  private Duration workedBefore() {
    return resumption.map(Resumption::worked).orElse(Duration.ZERO);
  }

  private int close(Ending ending) throws IOException {
    if (!recorder.shut(closed(ending))) {
      throw new StudyInterruptedException();
    }
    return ending.exitCode();
  }

  private StudyEvent.Closed closed(Ending ending) throws IOException {
    Duration worked = workedBefore().plus(Duration.between(started, clock.instant()));
    List<String> causes = new ArrayList<>(ending.causes());
    causes.addAll(Past.causes(journal.read()));
    return new StudyEvent.Closed(
        ending.status(),
        ending.exitCode(),
        ending.reason(),
        causes,
        worked.toMillis() / 1000.0,
        clock.millis());
  }

  /** Tables, summary and page, from the journal alone; without Spark no tables. */
  private StudyRecord leave() throws IOException {
    StudyRecord record = StudyRecord.of(journal.read());
    if (spark.sparkContext().isStopped()) {
      StudyOutput.writeWithoutTables(folder, record);
    } else {
      StudyOutput.write(spark, folder, record);
    }
    return record;
  }

  private StudyEvent.Opened opened() {
    boolean unlimited = prepared.window() == TuningLoop.UNLIMITED;
    StudyEvent.Opened opened =
        new StudyEvent.Opened(
            prepared.plan().name(),
            prepared.plan().seed(),
            Scorer.objective(prepared.data().metric()),
            prepared.plan().search().sampler(),
            prepared.plan().schedule().type(),
            prepared.scheduler(List.of()).plannedTrials(),
            unlimited ? 0 : prepared.window(),
            prepared.ladder(),
            prepared.data().folds(),
            Optional.of(prepared.fingerprint()),
            prepared.asked(),
            prepared.settings().effective(),
            Version.all(),
            started.toEpochMilli());
    return opened.at(prepared.plan().run().pricePerCoreHour());
  }
}
