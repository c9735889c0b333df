package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.Ending;
import org.espalier.engine.Finalists;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudyRecording;
import org.espalier.engine.StudySearch;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.PoolLostException;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.TaskReaper;
import org.espalier.study.Door;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;
import org.espalier.tune.Reserve;
import org.espalier.tune.StudyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Study of a function: from where its journal ends to its tables. */
final class FunctionSearch {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionSearch.class);

  private final FunctionPlan plan;
  private final SparkSession spark;
  private final CellCalls calls;
  private final FunctionJournal journal;
  private final JournalRecorder recorder;
  private final Optional<ResourceProfile> profile;
  private final RungLadder ladder;
  private final StudyDesign design;
  private final StudyRecording recording;
  private final StudySearch search;
  private final InstantSource clock = FunctionJournal.CLOCK;

  private FunctionSearch(
      FunctionPlan plan,
      SparkSession spark,
      CellCalls calls,
      FunctionJournal journal,
      Optional<ResourceProfile> profile,
      Instant started) {
    this.plan = plan;
    this.spark = spark;
    this.calls = calls;
    this.journal = journal;
    this.recorder = journal.recorder();
    this.profile = profile;
    this.ladder = journal.opened().map(opened -> opened.setup().ladder()).orElseGet(plan::ladder);
    this.design =
        plan.design(
            ladder,
            journal
                .opened()
                .map(opened -> opened.setup().window())
                .orElseGet(() -> plan.window(ladder)));
    this.recording = new StudyRecording(recorder, journal.earlier(), clock, started);
    this.search =
        new StudySearch(
            design, recorder, clock, recording.deadlineFrom(), Reserve.of(finalistRounds()));
  }

  /** Rounds of calls that follow the search. */
  private int finalistRounds() {
    int parallelism = plan.asked().run().parallelism();
    int atOnce = parallelism > 0 ? parallelism : slots().total();
    return Finalists.rounds(plan.asked().winner(), plan.folds(), atOnce);
  }

  /**
   * Runs a study to its end.
   *
   * @throws IllegalArgumentException if nothing can be written to journal or output
   * @throws IllegalStateException if no trial was completed, or the thread was interrupted
   */
  static FunctionStudy run(
      FunctionPlan asked, SparkSession spark, CellCalls calls, List<StudyListener> listeners) {
    Instant started = FunctionJournal.CLOCK.instant();
    FunctionPlan plan = asked.withPrior(spark.sparkContext().hadoopConfiguration());
    Optional<ResourceProfile> profile = plan.resources().profile(spark.sparkContext());
    FunctionOutput output = FunctionOutput.of(plan, spark);
    try (FunctionJournal journal =
        FunctionJournal.open(plan, spark.sparkContext().hadoopConfiguration())) {
      listeners.forEach(listener -> journal.recorder().listen(listener, LOG::warn));
      return new FunctionSearch(plan, spark, calls, journal, profile, started).run(output);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt(); // now that the journal is closed: Hadoop breaks off too
      }
      throw e;
    }
  }

  private FunctionStudy run(FunctionOutput output) {
    TaskReaper.absence(spark.sparkContext().getConf(), spark.sparkContext().isLocal())
        .filter(line -> !journal.isDone())
        .ifPresent(line -> LOG.warn("{}: {}", plan.name(), line));
    try (KeptStates states = KeptStates.of(plan, spark.sparkContext())) {
      return run(output, states);
    } catch (IOException e) {
      throw new UncheckedIOException("What trials leave cannot be kept.", e);
    }
  }

  private FunctionStudy run(FunctionOutput output, KeptStates states) throws IOException {
    try (FunctionCells cells =
        new FunctionCells(
            plan, ladder, calls, states.store(), recorder, profile, spark.sparkContext())) {
      StudySearch.Result ended = search(cells, states, output);
      OptionalInt winner = winner(ended, cells);
      winner.ifPresent(this::confirm);
      close(ended);
      states.keepOnly(winner.stream().boxed().collect(Collectors.toSet()));
      output.write(recorder.tables());
      Outcome best =
          ended.contenders().stream()
              .filter(outcome -> winner.stream().anyMatch(w -> w == outcome.proposal().trial()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(ended.ending().sentence()));
      int steps = plan.steps(ladder, best.proposal().rung());
      return FunctionStudy.of(spark, recorder.tables(), ended.study(), ladder, best, steps);
    }
  }

  private StudySearch.Result search(FunctionCells cells, KeptStates states, FunctionOutput output)
      throws IOException {
    begin();
    Optional<ListenerThread> cleaning = states.cleaning(plan, design, recorder);
    try {
      return recorded(() -> search.run(spark.sparkContext(), cells, slots()));
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof InterruptedException
          && !plan.settings().text("journal").isEmpty()) {
        output.writePage(recorder.tables()); // it says how the study goes on
      }
      throw e;
    } finally {
      cleaning.ifPresent(ListenerThread::close);
    }
  }

  private Capacity slots() {
    SparkContext context = spark.sparkContext();
    return Parallelism.ofTasks(
        context,
        profile.orElseGet(() -> context.resourceProfileManager().defaultResourceProfile()),
        plan.asked().run().cellTimeout().isEmpty());
  }

  private <R> R recorded(StudyRecording.Part<R> part) {
    try {
      return recording.run(SettingsPlan.WHERE + ": journal: ", part);
    } catch (PoolLostException e) {
      throw new IllegalStateException("The study ended: " + e.getMessage() + ".", e);
    }
  }

  /** The trial that wins; empty if nothing completed. */
  private OptionalInt winner(StudySearch.Result ended, FunctionCells cells) {
    if (ended.contenders().isEmpty()) {
      return OptionalInt.empty();
    }
    if (journal.isDone()) {
      return OptionalInt.of(recorder.history().confirmed().orElseThrow().winner());
    }
    Winner rule =
        new Winner(
            plan.asked().winner(), plan.settings().simplicity(), false, ended.study(), ladder);
    return OptionalInt.of(
        recorded(
            () ->
                new Finalists(search, rule)
                    .winner(
                        spark.sparkContext(),
                        cells,
                        slots(),
                        ended.contenders(),
                        plan.furtherFolds(),
                        line -> LOG.info("{}: {}", plan.name(), line))));
  }

  /** Records who begins or goes on, unless nothing is left to do. */
  private void begin() {
    if (journal.isDone()) {
      return;
    }
    recording.begin(
        design,
        new StudyRecording.Beginning(
            new StudyEvent.Folds("function", Collections.nCopies(plan.folds(), 1L), 0, 1, 0),
            Optional.empty(),
            new StudyEvent.Request(
                Door.FUNCTION, plan.inWords(design.plannedTrials()), journal.settings()),
            List.of(),
            Map.of("spark", SparkLine.sparkVersion())));
  }

  private void confirm(int trial) {
    if (!journal.isDone()) {
      recorder.record(
          new StudyEvent.Confirmed(trial, OptionalDouble.empty(), OptionalDouble.empty(), 0));
    }
  }

  /** Records the end, unless it is recorded; a gate that the winner misses is part of it. */
  private void close(StudySearch.Result ended) {
    if (journal.isDone()) {
      return;
    }
    Ending ending = recording.judged(ended.ending(), plan.asked());
    if (ending.status() == StudyStatus.GATE_FAILED) {
      LOG.warn("{}: {}", plan.name(), ending.reason());
    }
    recording.close(ending);
  }
}
