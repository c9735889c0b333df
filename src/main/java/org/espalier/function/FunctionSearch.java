package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Limits;
import org.espalier.evaluate.PoolLostException;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.ThreadPool;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.schedule.Scheduler;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkCells;
import org.espalier.spark.cell.TaskReaper;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.tune.CommonCause;
import org.espalier.tune.CrashSuspects;
import org.espalier.tune.DivergedException;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.StopReason;
import org.espalier.tune.StudyListener;
import org.espalier.tune.TuningLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Study of a function: from where its journal ends to its tables. */
final class FunctionSearch {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionSearch.class);

  private static final double MILLIS = 1000;

  private final FunctionPlan plan;
  private final SparkSession spark;
  private final CellCalls calls;
  private final FunctionJournal journal;
  private final JournalRecorder recorder;
  private final Optional<ResourceProfile> profile;
  private final Instant started;
  private final RungLadder ladder;
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
    this.started = started;
    this.ladder = journal.opened().map(opened -> opened.setup().ladder()).orElseGet(plan::ladder);
  }

  /**
   * Runs a study to its end.
   *
   * @throws IllegalArgumentException if nothing can be written to journal or output
   * @throws IllegalStateException if no trial was completed, or the thread was interrupted
   */
  static FunctionStudy run(
      FunctionPlan plan, SparkSession spark, CellCalls calls, List<StudyListener> listeners) {
    Instant started = FunctionJournal.CLOCK.instant();
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
      Ended ended = search(cells, states);
      List<Outcome> contenders = contenders(ended);
      OptionalInt winner =
          contenders.isEmpty()
              ? OptionalInt.empty()
              : OptionalInt.of(contenders.get(0).proposal().trial());
      close(ended, winner);
      states.keepOnly(winner);
      output.write(recorder.tables());
      if (winner.isEmpty()) {
        throw new IllegalStateException(why(ended) + ".");
      }
      return FunctionStudy.of(spark, recorder.tables(), ended.study(), ladder, contenders.get(0));
    }
  }

  /** A study whose search has ended, and why. */
  private record Ended(Study study, StopReason reason) {}

  private Ended search(FunctionCells cells, KeptStates states) throws IOException {
    int window = begin(plan.scheduler(ladder, List.of()));
    RecordedSteps past = RecordedSteps.of(recorder.history());
    CrashSuspects suspects = CrashSuspects.of(recorder.history());
    SparkContext context = spark.sparkContext();
    Capacity capacity = capacity(context).alone(suspects::runsAlone);
    Optional<ListenerThread> cleaning = states.cleaning(ladder, recorder);
    try (SparkCells runner = new SparkCells(context, plan.name(), cells, clock);
        ThreadPool pool = new ThreadPool(runner, capacity, plan.limits(), clock, recorder)) {
      TuningLoop loop =
          new TuningLoop(
              Study.of(plan.objective(), plan.seed()),
              plan.scheduler(ladder, past.trials()),
              ladder,
              pool,
              window,
              plan.budget(started.minus(journal.worked())),
              clock,
              recorder);
      StopReason reason = loop.resume(past);
      return new Ended(loop.study(), reason);
    } catch (InterruptedException e) {
      brokenOff(StudyStatus.INTERRUPTED, StudyStatus.INTERRUPTED.exitCode(), "interrupted");
      throw new IllegalStateException("The study was interrupted.", e);
    } catch (PoolLostException e) {
      brokenOff(StudyStatus.INTERRUPTED, StudyStatus.TERMINATED, String.valueOf(e.getMessage()));
      throw new IllegalStateException("The study ended: " + e.getMessage() + ".", e);
    } catch (DivergedException e) {
      throw new IllegalStateException(
          "FunctionTuner: journal: cannot go on as it was begun: %s; the version that wrote it, or another folder"
              .formatted(e.getMessage()),
          e);
    } catch (UncheckedIOException e) {
      throw e; // nothing more can be recorded
    } catch (RuntimeException e) {
      brokenOff(StudyStatus.DEFECT, StudyStatus.DEFECT.exitCode(), Reason.of(e, List.of()));
      throw e;
    } finally {
      cleaning.ifPresent(ListenerThread::close);
    }
  }

  private Capacity capacity(SparkContext context) {
    int wanted = plan.settings().whole("parallelism");
    return wanted > 0
        ? Capacity.cells(wanted)
        : Parallelism.ofTasks(
            context,
            profile.orElseGet(() -> context.resourceProfileManager().defaultResourceProfile()));
  }

  /** Records who begins or goes on, and says how wide the window is. */
  private int begin(Scheduler scheduler) {
    boolean bounded = scheduler.readsOutcomes() || plan.endsByOutcomes();
    int fresh = bounded ? plan.settings().whole("window") : 0;
    int window = journal.opened().map(opened -> opened.setup().window()).orElse(fresh);
    if (journal.opened().isEmpty()) {
      recorder.record(opened(scheduler, window));
    } else if (!journal.isDone()) {
      recorder.record(
          new StudyEvent.Resumed(
              scheduler.plannedTrials(),
              journal.settings(),
              journal.changes().stream().map(String::valueOf).toList(),
              versions(),
              Optional.empty(),
              clock.millis()));
      journal.failed().forEach(recorder::record);
    }
    return window == 0 ? TuningLoop.UNLIMITED : window;
  }

  private StudyEvent.Opened opened(Scheduler scheduler, int window) {
    return new StudyEvent.Opened(
        plan.name(),
        new StudyEvent.Setup(
            plan.settings().seed(),
            plan.objective(),
            plan.settings().text("sampler"),
            plan.settings().text("scheduler"),
            scheduler.plannedTrials(),
            window,
            ladder),
        new StudyEvent.Folds("function", Collections.nCopies(plan.folds(), 1L), 0, 1, 0),
        Optional.empty(),
        new StudyEvent.Request(plan.asked(scheduler.plannedTrials()), journal.settings()),
        versions(),
        clock.millis());
  }

  private static Map<String, String> versions() {
    return Map.of("spark", SparkLine.sparkVersion());
  }

  /** Outcomes among which the winner is chosen, best first. */
  private List<Outcome> contenders(Ended ended) {
    if (ended.reason() == StopReason.FAILURES) {
      return List.of();
    }
    return ended.reason().contenders(ended.study(), ladder);
  }

  private String why(Ended ended) {
    String cause = CommonCause.of(ended.study());
    return switch (ended.reason()) {
      case FAILURES ->
          "%d trials failed in a row; %s".formatted(plan.settings().whole("maxFailures"), cause);
      case DEADLINE ->
          "No trial was completed within %s seconds".formatted(plan.settings().real("timeout"));
      default -> "No trial was completed; " + cause;
    };
  }

  /** Records choice and end, unless they are recorded. */
  private void close(Ended ended, OptionalInt winner) {
    if (journal.isDone()) {
      return;
    }
    winner.ifPresent(
        trial ->
            recorder.record(
                new StudyEvent.Confirmed(
                    trial, OptionalDouble.empty(), OptionalDouble.empty(), 0)));
    StudyStatus status = winner.isPresent() ? StudyStatus.FINISHED : StudyStatus.GAVE_UP;
    String why = winner.isPresent() ? ended.reason().name().toLowerCase(Locale.ROOT) : why(ended);
    recorder.record(closed(status, status.exitCode(), why, causes(ended)));
  }

  /** What was measured and has decided something. */
  private List<String> causes(Ended ended) {
    List<String> causes = new ArrayList<>();
    if (ended.reason() == StopReason.DEADLINE) {
      causes.add("deadline");
    }
    ended.study().outcomes().stream()
        .flatMap(outcome -> outcome.cells().stream())
        .forEach(
            cell -> {
              if (Limits.isLate(cell.reason()) && !causes.contains("timeout")) {
                causes.add("timeout");
              }
              if (cell.state() == CellState.LOST && !causes.contains("lost cells")) {
                causes.add("lost cells");
              }
            });
    causes.addAll(recorder.history().causes());
    return causes;
  }

  /** What is under way now did not end this process: it is under no suspicion. */
  private void brokenOff(StudyStatus status, int exitCode, String why) {
    recorder.record(closed(status, exitCode, why, List.of()));
  }

  private StudyEvent.Closed closed(
      StudyStatus status, int exitCode, String reason, List<String> causes) {
    Duration worked = journal.worked().plus(Duration.between(started, clock.instant()));
    return new StudyEvent.Closed(
        status, exitCode, reason, causes, worked.toMillis() / MILLIS, clock.millis());
  }
}
