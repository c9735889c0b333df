package org.espalier.ml;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.evaluation.Evaluator;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Limits;
import org.espalier.evaluate.ThreadPool;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.schedule.Scheduler;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkCells;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.StopReason;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/** The study of a tuner: what its plan asks for, cell by cell. */
final class MapStudy {

  /** A study that has ended, and why. */
  record Ended(Study study, StudyRecord record, StopReason reason) {}

  private final TunerPlan plan;
  private final RungLadder ladder;
  private final MapCells cells;
  private final FoldedRows rows;
  private final TuningListener listener;
  private final InstantSource clock = InstantSource.system();

  MapStudy(
      TunerPlan plan, RungLadder ladder, MapCells cells, FoldedRows rows, TuningListener listener) {
    this.plan = plan;
    this.ladder = ladder;
    this.cells = cells;
    this.rows = rows;
    this.listener = listener;
  }

  /**
   * @param started when the fit began, from which its timeout counts
   */
  Ended run(Instant started) {
    SparkContext context = rows.all().sparkSession().sparkContext();
    Scheduler scheduler = plan.scheduler(ladder);
    int window = scheduler.readsOutcomes() ? TunerPlan.WINDOW : TuningLoop.UNLIMITED;
    MemoryJournal journal = new MemoryJournal();
    JournalRecorder recorder = new JournalRecorder(journal, clock);
    recorder.record(opened(scheduler, window));
    try (SparkCells runner = new SparkCells(context, tuner().uid(), cells, clock);
        ThreadPool pool = new ThreadPool(runner, capacity(context), Limits.NONE, clock, recorder)) {
      TuningLoop loop =
          new TuningLoop(
              Study.of(objective(), new Seed(tuner().getSeed())),
              scheduler,
              ladder,
              pool,
              window,
              plan.budget(started),
              clock,
              recorder.then(listener));
      StopReason reason = loop.run();
      recorder.record(closed(started, reason));
      return new Ended(loop.study(), StudyRecord.of(journal.read()), reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The tuner was interrupted.", e);
    }
  }

  private TunerParams<?> tuner() {
    return plan.tuner();
  }

  private Capacity capacity(SparkContext context) {
    int partitions = rows.partitions();
    return tuner().isSet(tuner().parallelism())
        ? Capacity.cells(tuner().getParallelism())
        : Parallelism.auto(context, cell -> partitions);
  }

  private Objective objective() {
    Evaluator evaluator = tuner().getEvaluator();
    return new Objective(
        cells.metric(), evaluator.isLargerBetter() ? Direction.MAXIMIZE : Direction.MINIMIZE);
  }

  private StudyEvent.Opened opened(Scheduler scheduler, int window) {
    return new StudyEvent.Opened(
        tuner().uid(),
        tuner().getSeed(),
        objective(),
        plan.samplerName(),
        tuner().getScheduler(),
        scheduler.plannedTrials(),
        window == TuningLoop.UNLIMITED ? 0 : window,
        ladder,
        new StudyEvent.Folds(rows.rule(), rows.sizes(), 0, rows.count(), 0),
        Optional.empty(),
        List.of(
            "%d configurations on %d folds"
                .formatted(scheduler.plannedTrials(), rows.sizes().size())),
        "",
        Map.of("spark", SparkLine.sparkVersion()),
        clock.millis());
  }

  private StudyEvent.Closed closed(Instant started, StopReason reason) {
    long now = clock.millis();
    double seconds = (now - started.toEpochMilli()) / 1000.0;
    String why = reason.name().toLowerCase(Locale.ROOT);
    List<String> causes = reason == StopReason.DEADLINE ? List.of("deadline") : List.of();
    return new StudyEvent.Closed("finished", 0, why, causes, seconds, now);
  }
}
