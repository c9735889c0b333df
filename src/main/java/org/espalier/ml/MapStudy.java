package org.espalier.ml;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.evaluation.Evaluator;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.Limits;
import org.espalier.evaluate.ThreadPool;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.schedule.FullResource;
import org.espalier.search.ListSampler;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkCells;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.TuningLoop;

/** The study of a {@link Tuner}: its maps in order, each on all folds. */
final class MapStudy {

  private final Tuner tuner;
  private final MapConfigurations configurations;
  private final MapCells cells;
  private final FoldedRows rows;
  private final InstantSource clock = InstantSource.system();

  MapStudy(Tuner tuner, MapConfigurations configurations, MapCells cells, FoldedRows rows) {
    this.tuner = tuner;
    this.configurations = configurations;
    this.cells = cells;
    this.rows = rows;
  }

  StudyRecord run() {
    SparkContext context = rows.all().sparkSession().sparkContext();
    RungLadder ladder = RungLadder.full(rows.smallestTraining(), rows.sizes().size());
    ListSampler sampler = new ListSampler(configurations.all(), "grid");
    MemoryJournal journal = new MemoryJournal();
    JournalRecorder recorder = new JournalRecorder(journal, clock);
    recorder.record(opened(sampler, ladder));
    long started = clock.millis();
    try (SparkCells runner = new SparkCells(context, tuner.uid(), cells, clock);
        ThreadPool pool = new ThreadPool(runner, capacity(context), Limits.NONE, clock, recorder)) {
      TuningLoop loop =
          new TuningLoop(
              Study.of(objective(), new Seed(tuner.getSeed())),
              new FullResource(sampler, configurations.all().size(), ladder),
              ladder,
              pool,
              TuningLoop.UNLIMITED,
              // As many maps may fail as there are: one that works is enough.
              new Budget(Budget.UNLIMITED.deadline(), configurations.all().size() + 1),
              clock,
              recorder);
      loop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The tuner was interrupted.", e);
    }
    double seconds = (clock.millis() - started) / 1000.0;
    recorder.record(
        new StudyEvent.Closed(
            "finished", 0, "all maps evaluated", List.of(), seconds, clock.millis()));
    return StudyRecord.of(journal.read());
  }

  private Capacity capacity(SparkContext context) {
    int partitions = rows.partitions();
    return tuner.isSet(tuner.parallelism())
        ? Capacity.cells(tuner.getParallelism())
        : Parallelism.auto(context, cell -> partitions);
  }

  private Objective objective() {
    Evaluator evaluator = tuner.getEvaluator();
    return new Objective(
        cells.metric(), evaluator.isLargerBetter() ? Direction.MAXIMIZE : Direction.MINIMIZE);
  }

  private StudyEvent.Opened opened(ListSampler sampler, RungLadder ladder) {
    String rule = tuner.getFoldCol().isEmpty() ? "spark" : "column " + tuner.getFoldCol();
    return new StudyEvent.Opened(
        tuner.uid(),
        tuner.getSeed(),
        objective(),
        sampler.name(),
        "full",
        configurations.all().size(),
        0,
        ladder,
        new StudyEvent.Folds(rule, rows.sizes(), 0, rows.count(), 0),
        Optional.empty(),
        List.of(
            "%d param maps on %d folds"
                .formatted(configurations.all().size(), rows.sizes().size())),
        "",
        Map.of("spark", SparkLine.sparkVersion()),
        clock.millis());
  }
}
