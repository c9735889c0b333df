package org.espalier.spark.cell;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellRunner;
import org.espalier.evaluate.Reason;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;

/**
 * Runs cells as Spark jobs. Each cell's jobs carry its own tag and a description such as {@code
 * adult: trial 17 rung 2 fold 3}; what a failed fit persisted and left behind is freed.
 *
 * <p>Threads take over the local properties, session and class loader of the thread that first
 * submits.
 */
public final class SparkCells implements CellRunner, AutoCloseable {

  /** Who fitted a cell: MLlib itself, by an ordinary fit. */
  private static final String TRAINER = "spark";

  /** What the tags of all cells begin with. */
  static final String TAG_PREFIX = "espalier-";

  /** Where Spark keeps a thread's job description. */
  private static final String DESCRIPTION = "spark.job.description";

  private final JavaSparkContext context;
  private final String study;
  private final CellWork work;
  private final InstantSource clock;
  private final CostMeter meter;
  private final String prefix = TAG_PREFIX + UUID.randomUUID();
  private final Map<Integer, Set<String>> tagsByTrial = new ConcurrentHashMap<>();

  /**
   * @param study name of the study, for descriptions
   */
  public SparkCells(SparkContext context, String study, CellWork work, InstantSource clock) {
    this.context = JavaSparkContext.fromSparkContext(context);
    this.study = study;
    this.work = work;
    this.clock = clock;
    this.meter = new CostMeter(context);
  }

  @Override
  public long rows(Cell cell) {
    return work.rows(cell);
  }

  @Override
  public void announce(Cell cell) {
    work.announce(cell);
  }

  @Override
  public void settled(Cell cell) {
    work.settled(cell);
  }

  @Override
  public boolean waits(Cell cell) {
    return work.waits(cell);
  }

  @Override
  public CellOutcome run(Cell cell) {
    String tag = "%s-%d-%d".formatted(prefix, cell.proposal().number(), cell.fold());
    int trial = cell.proposal().trial();
    Set<String> tags = tagsByTrial.computeIfAbsent(trial, t -> ConcurrentHashMap.newKeySet());
    tags.add(tag);
    Attempt attempt = new Attempt(cell);
    meter.open(tag);
    context.sc().addJobTag(tag);
    String before = context.getLocalProperty(DESCRIPTION);
    context.setJobDescription(
        "%s: trial %d rung %d fold %d"
            .formatted(study, trial, cell.proposal().rung(), cell.fold()));
    try {
      attempt.run();
    } finally {
      context.setJobDescription(before);
      context.sc().removeJobTag(tag);
      tags.remove(tag);
    }
    CostMeter.Tally tally = meter.close(tag);
    CellOutcome outcome = attempt.outcome(tally);
    if (outcome.state() != CellState.COMPLETED) {
      free(tally);
    }
    return outcome;
  }

  /**
   * A fit that ended by an exception leaves its training blocks persisted; they are found and
   * freed.
   */
  private void free(CostMeter.Tally tally) {
    Map<Integer, JavaRDD<?>> persistent = context.getPersistentRDDs();
    for (int id : tally.firstSeen()) {
      JavaRDD<?> rdd = persistent.get(id);
      if (rdd != null) {
        rdd.unpersist(false);
      }
    }
  }

  /** One run of a cell: its times, and its score or the reason why there is none. */
  private final class Attempt {
    private final Cell cell;
    private final long started = clock.millis();
    private long fitted = started;
    private long ended = started;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private String reason = "";

    Attempt(Cell cell) {
      this.cell = cell;
    }

    void run() {
      try {
        FittedCell model = work.fit(cell);
        fitted = clock.millis();
        metrics.putAll(model.score());
        double score = score();
        if (!Double.isFinite(score)) {
          reason = "%s is %s".formatted(work.metric(), score);
        }
      } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
        reason = Reason.of(e);
      } finally {
        ended = clock.millis();
        fitted = fitted == started ? ended : fitted;
      }
    }

    private double score() {
      return metrics.getOrDefault(work.metric(), Double.NaN);
    }

    CellOutcome outcome(CostMeter.Tally tally) {
      long rows = work.rows(cell);
      if (!reason.isEmpty()) {
        return CellOutcome.without(
            cell.fold(), CellState.FAILED, rows, TRAINER, reason, cost(tally));
      }
      return new CellOutcome(
          cell.fold(),
          CellState.COMPLETED,
          rows,
          OptionalDouble.of(score()),
          finite(),
          TRAINER,
          "",
          cost(tally));
    }

    /** A further metric may have no value; what has none is left out. */
    private Map<String, Double> finite() {
      Map<String, Double> finite = new LinkedHashMap<>(metrics);
      finite.values().removeIf(value -> !Double.isFinite(value));
      return finite;
    }

    private Cost cost(CostMeter.Tally tally) {
      return new Cost(
          1,
          (fitted - started) / 1000.0,
          (ended - fitted) / 1000.0,
          tally.taskSeconds(),
          tally.shuffleBytes(),
          tally.spillBytes(),
          tally.peakMemoryBytes(),
          started,
          ended);
    }
  }

  @Override
  public void cancel(int trial) {
    tagsByTrial.getOrDefault(trial, Set.of()).forEach(meter::cancel);
  }

  @Override
  public void close() {
    meter.remove();
  }
}
