package org.espalier.ml;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
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
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.CrashSuspects;
import org.espalier.tune.DivergedException;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.StopReason;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/** Study of a tuner: runs its plan cell by cell, except for the part that is already recorded. */
final class MapStudy {

  /** A study whose search has ended, and why. */
  record Ended(Study study, StopReason reason) {}

  private static final double MILLIS = 1000;

  private final TunerPlan plan;
  private final RungLadder ladder;
  private final MapCells cells;
  private final FoldedRows rows;
  private final TuningListener listener;
  private final FitJournal journal;
  private final Instant started;
  private final InstantSource clock = InstantSource.system();
  private final JournalRecorder recorder;

  /**
   * @param started when the fit began, from which its timeout counts
   */
  MapStudy(
      TunerPlan plan,
      RungLadder ladder,
      MapCells cells,
      FoldedRows rows,
      TuningListener listener,
      FitJournal journal,
      Instant started) {
    this.plan = plan;
    this.ladder = ladder;
    this.cells = cells;
    this.rows = rows;
    this.listener = listener;
    this.journal = journal;
    this.started = started;
    this.recorder = journal.recorder();
  }

  /** Searches from where the journal ends. */
  Ended run() {
    int window = begin(plan.scheduler(ladder, List.of()));
    RecordedSteps past = RecordedSteps.of(recorder.history());
    CrashSuspects suspects = CrashSuspects.of(recorder.history());
    SparkContext context = rows.all().sparkSession().sparkContext();
    Capacity capacity = capacity(context).alone(suspects::runsAlone);
    try (SparkCells runner = new SparkCells(context, tuner().uid(), cells, clock);
        ThreadPool pool = new ThreadPool(runner, capacity, Limits.NONE, clock, recorder)) {
      TuningLoop loop =
          new TuningLoop(
              Study.of(objective(), new Seed(tuner().getSeed())),
              plan.scheduler(ladder, past.trials()),
              ladder,
              pool,
              window,
              plan.budget(started.minus(journal.worked())),
              clock,
              recorder.then(listener));
      StopReason reason = loop.resume(past);
      return new Ended(loop.study(), reason);
    } catch (InterruptedException e) {
      brokenOff(
          StudyStatus.INTERRUPTED,
          StudyStatus.INTERRUPTED.exitCode(),
          "the tuner's thread was interrupted");
      throw new IllegalStateException("The tuner was interrupted.", e);
    } catch (PoolLostException e) {
      brokenOff(StudyStatus.INTERRUPTED, StudyStatus.TERMINATED, String.valueOf(e.getMessage()));
      throw e.getCause() == null ? e : MapStudy.<RuntimeException>asItIs(e.getCause());
    } catch (DivergedException e) {
      throw new IllegalStateException(
          "%s: journal: cannot go on as it was begun: %s; the version that wrote it, or another folder"
              .formatted(tuner().uid(), e.getMessage()),
          e);
    } catch (UncheckedIOException e) {
      throw e; // nothing more can be recorded
    } catch (RuntimeException e) {
      brokenOff(StudyStatus.DEFECT, StudyStatus.DEFECT.exitCode(), Reason.of(e, List.of()));
      throw e;
    }
  }

  /** A failed job's exception is checked, and Spark declares it nowhere. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
  private static <T extends Throwable> T asItIs(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Records who begins or goes on, and says how wide the window is. */
  private int begin(Scheduler scheduler) {
    Optional<StudyEvent.Fingerprint> fingerprint =
        journal.isKept() ? Optional.of(rows.fingerprint()) : Optional.empty();
    journal.requireSameRows(fingerprint);
    int fresh = scheduler.readsOutcomes() || plan.endsByOutcomes() ? tuner().getWindow() : 0;
    int window = journal.opened().map(opened -> opened.setup().window()).orElse(fresh);
    if (!journal.resumes()) {
      recorder.record(opened(scheduler, window, fingerprint));
    } else if (!journal.isDone()) {
      recorder.record(
          new StudyEvent.Resumed(
              scheduler.plannedTrials(),
              journal.settings().text(),
              journal.changes(),
              versions(),
              fingerprint,
              clock.millis()));
      journal.failed().forEach(recorder::record);
    }
    return window == 0 ? TuningLoop.UNLIMITED : window;
  }

  private TunerParams<?> tuner() {
    return plan.tuner();
  }

  private Capacity capacity(SparkContext context) {
    return tuner().isSet(tuner().parallelism())
        ? Capacity.cells(tuner().getParallelism())
        : Parallelism.auto(context, cell -> rows.partitions(cells.rows(cell)));
  }

  private Objective objective() {
    Evaluator evaluator = tuner().getEvaluator();
    return new Objective(
        cells.metric(), evaluator.isLargerBetter() ? Direction.MAXIMIZE : Direction.MINIMIZE);
  }

  private StudyEvent.Opened opened(
      Scheduler scheduler, int window, Optional<StudyEvent.Fingerprint> fingerprint) {
    return new StudyEvent.Opened(
        journal.name(),
        new StudyEvent.Setup(
            tuner().getSeed(),
            objective(),
            plan.samplerName(),
            tuner().getScheduler(),
            scheduler.plannedTrials(),
            window,
            ladder),
        new StudyEvent.Folds(rows.rule(), rows.sizes(), 0, rows.count(), 0),
        fingerprint,
        new StudyEvent.Request(
            List.of(
                "%d configurations on %d folds"
                    .formatted(scheduler.plannedTrials(), rows.sizes().size())),
            journal.settings().text()),
        versions(),
        clock.millis());
  }

  private static Map<String, String> versions() {
    return Map.of("spark", SparkLine.sparkVersion());
  }

  /**
   * Fits the winner, and records the choice.
   *
   * @param trial its number
   */
  Model<?> confirm(int trial, Supplier<Model<?>> refit) {
    long before = clock.millis();
    Model<?> model = refit.get();
    if (!journal.isDone()) {
      recorder.record(
          new StudyEvent.Confirmed(
              trial,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              (clock.millis() - before) / MILLIS));
    }
    return model;
  }

  /** Records the end, unless it is recorded. */
  void close(StudyStatus status, StopReason reason) {
    if (!journal.isDone()) {
      List<String> causes = new ArrayList<>();
      if (reason == StopReason.DEADLINE) {
        causes.add("deadline");
      }
      causes.addAll(recorder.history().causes());
      String why = reason.name().toLowerCase(Locale.ROOT);
      recorder.record(closed(status, status.exitCode(), why, causes));
    }
  }

  /** What is under way now did not end this process: it is under no suspicion. */
  private void brokenOff(StudyStatus status, int exitCode, String why) {
    recorder.record(closed(status, exitCode, why, List.of()));
  }

  private StudyEvent.Closed closed(
      StudyStatus status, int exitCode, String reason, List<String> causes) {
    long now = clock.millis();
    double seconds = (now - started.toEpochMilli() + journal.worked().toMillis()) / MILLIS;
    return new StudyEvent.Closed(status, exitCode, reason, causes, seconds, now);
  }
}
