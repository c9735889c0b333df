package org.espalier.spark.task;

import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.PipelineStage;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.collected.BroadcastRows;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.CollectedTable;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.collected.RowsCollector;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.feature.FoldColumns;
import org.espalier.spark.local.trainer.FormSize;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.placement.PlacementPolicy;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spec.TrainingPlan;
import org.jspecify.annotations.Nullable;

/**
 * Fits of MLlib's estimators inside tasks, on rows that are collected and broadcast once for all
 * fits that read the same.
 */
public final class TaskFits implements BatchFitter, AutoCloseable {

  /** Local property by which Spark interrupts the thread of a task that it cancels. */
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  /** Part of the heap that rows for later fits may take besides a further table: an eighth. */
  private static final int PART_OF_HEAP = 8;

  private final PlacementPolicy rule;
  private final JavaSparkContext context;
  private final MemoryGate live;
  private final WorkCache<CollectedRowsKey, BroadcastRows> rows;

  /**
   * Rows as an estimator reads them.
   *
   * @param rows identifies the table, by equality
   */
  private record CollectedRowsKey(Object rows, RowColumns columns) {}

  /**
   * Fits by a plan. Rows are kept for later fits: the largest table that the heap allows, or an
   * eighth of the heap while a further table is collected.
   */
  public static TaskFits of(SparkContext context, TrainingPlan plan) {
    return new TaskFits(context, PlacementPolicy.of(plan, TaskHeap.of(context)));
  }

  /** Fits by a rule, which is asked about the rows of each. */
  public TaskFits(SparkContext context, PlacementPolicy rule) {
    this.context = JavaSparkContext.fromSparkContext(context);
    this.rule = rule;
    this.live = new MemoryGate(rule.heap());
    this.rows =
        new WorkCache<>(
            Room.within(Math.max(rule.heap().table(), besideATable(rule.heap()))),
            FailureCause::isOwn,
            System::nanoTime);
  }

  private static long besideATable(TaskHeap heap) {
    return heap.smaller().bytes() / PART_OF_HEAP;
  }

  private BroadcastRows collect(CellRows source, RowColumns columns) {
    boolean scored = source.fold() != CellRows.WHOLE;
    rows.trimTo(besideATable(rule.heap()));
    Optional<FoldColumns> made = source.stages().get();
    CollectedTable table =
        made.flatMap(stages -> RowsCollector.rowsOf(stages, scored, columns, rule.held()))
            .<CollectedTable>map(CollectedTable.Whole::new)
            .orElseGet(() -> RowsCollector.collect(source.tables().get(), columns, rule.held()));
    return new BroadcastRows(table, made.map(FoldColumns::collected).orElse(0L), context);
  }

  /** Announces a fit on some rows. */
  public void announce(CellRows cells, PipelineStage estimator) {
    rows.announce(List.of(key(cells, estimator)));
  }

  /** Releases a fit that was announced. */
  public void release(CellRows cells, PipelineStage estimator) {
    rows.release(List.of(key(cells, estimator)));
  }

  private static CollectedRowsKey key(CellRows cells, PipelineStage estimator) {
    return new CollectedRowsKey(cells.key(), TaskTrainers.columns(estimator));
  }

  /** Rule by which fits are made inside tasks. */
  public PlacementPolicy rule() {
    return rule;
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return TaskTrainers.isTogether(one, other);
  }

  @Override
  public int slots() {
    return Math.max(1, context.defaultParallelism());
  }

  @Override
  public List<FitResult> fit(CellRows rows, List<PipelineStage> estimators, TaskScoring wanted) {
    return TaskTrainers.trainerOf(estimators.get(0))
        .map(trainer -> fit(trainer, rows, estimators, wanted))
        .orElseGet(() -> none(estimators, rule.obstacle(estimators.get(0))));
  }

  private static List<FitResult> none(List<PipelineStage> estimators, String reason) {
    return Collections.nCopies(estimators.size(), new FitResult.ByJobs(reason));
  }

  private <R extends Serializable> List<FitResult> fit(
      TaskTrainer<R> trainer, CellRows source, List<PipelineStage> estimators, TaskScoring wanted) {
    return reading(
        source,
        estimators.get(0),
        held ->
            held.rows()
                .map(table -> fitTaken(trainer, estimators, table, source.fold(), wanted))
                .orElseGet(() -> none(estimators, rule.obstacle(held))));
  }

  private <T> T reading(CellRows source, PipelineStage estimator, Function<BroadcastRows, T> work) {
    CollectedRowsKey key = key(source, estimator);
    live.enter(key);
    try {
      return rows.with(
          key,
          () -> collect(source, key.columns()),
          held -> {
            FormSize form =
                held.rows()
                    .map(table -> TaskTrainers.form(estimator, fold(table, source.fold()).shape()))
                    .orElse(FormSize.NONE);
            live.measured(key, held.bytes(), form, held.bytesBeside());
            return work.apply(held);
          });
    } finally {
      live.leave(key);
    }
  }

  /** Collects the rows of a fit, unless they are ready; false if they do not allow one. */
  public boolean prepares(CellRows source, PipelineStage estimator) {
    return reading(source, estimator, held -> held.rows().isPresent());
  }

  /**
   * Size of the table of a fit; for one with more bytes than allowed, of the part that was read.
   * Collects the rows, unless they are ready. Empty if MLlib would refuse one of them.
   *
   * @param learned share of training rows, if they come with others
   */
  public Optional<TableSize> shape(CellRows source, PipelineStage estimator, double learned) {
    double share = source.fold() == CellRows.WHOLE ? 1 : learned;
    return reading(
        source,
        estimator,
        held ->
            held.rows()
                .map(table -> fold(table, source.fold()).shape())
                .or(() -> held.excess().map(seen -> seen.ofWhichLearned(share)))
                .map(size -> size.withSource(held.bytesBeside())));
  }

  private static FoldRows fold(Broadcast<CollectedRows> table, int fold) {
    try {
      return table.value().fold(fold);
    } catch (Exception e) {
      throw new IllegalStateException("The rows of a fold cannot be identified.", e);
    }
  }

  @Override
  public Optional<Planned> planned(CellRows source, List<PipelineStage> estimators) {
    PipelineStage first = estimators.get(0);
    return TaskTrainers.trainerOf(first)
        .flatMap(
            trainer ->
                reading(
                    source,
                    first,
                    held ->
                        held.rows()
                            .map(table -> fold(table, source.fold()))
                            .map(
                                fold ->
                                    new Planned(
                                        estimators.stream()
                                            .map(estimator -> nanos(trainer, estimator, fold))
                                            .toList(),
                                        trainer.sharedNanos(first, fold.shape()),
                                        rule.heap()
                                            .batch(trainer.ofCandidate(first, fold.shape()))))));
  }

  private static long nanos(TaskTrainer<?> trainer, PipelineStage estimator, FoldRows rows) {
    return trainer.takes(estimator, rows) ? trainer.added(estimator, rows.shape()) : 0;
  }

  /** Fits those estimators whose fit on these rows ends as MLlib's would. */
  private <R extends Serializable> List<FitResult> fitTaken(
      TaskTrainer<R> trainer,
      List<PipelineStage> estimators,
      Broadcast<CollectedRows> table,
      int fold,
      TaskScoring wanted) {
    FoldRows rows = fold(table, fold);
    List<String> obstacles =
        estimators.stream().map(estimator -> rule.obstacle(trainer, estimator, rows)).toList();
    List<PipelineStage> taken =
        IntStream.range(0, estimators.size())
            .filter(i -> obstacles.get(i).isEmpty())
            .mapToObj(estimators::get)
            .toList();
    Iterator<FitResult> fitted =
        taken.isEmpty()
            ? Collections.emptyIterator()
            : run(trainer, taken, table, fold, wanted).iterator();
    return obstacles.stream()
        .map(obstacle -> obstacle.isEmpty() ? fitted.next() : new FitResult.ByJobs(obstacle))
        .toList();
  }

  private <R extends Serializable> List<FitResult> run(
      TaskTrainer<R> trainer,
      List<PipelineStage> estimators,
      Broadcast<CollectedRows> table,
      int fold,
      TaskScoring wanted) {
    String before = context.getLocalProperty(INTERRUPTS);
    context.setLocalProperty(INTERRUPTS, "true");
    try {
      List<FitResult.@Nullable Trained> results =
          context
              .parallelize(List.of(new JavaSerialized<>(trainer.training(estimators))), 1)
              .map(new TaskWork<R>(table, fold, estimators.size(), wanted))
              .collect()
              .get(0)
              .value();
      return results.stream().map(TaskFits::orByJobs).toList();
    } finally {
      context.setLocalProperty(INTERRUPTS, before);
    }
  }

  private static FitResult orByJobs(FitResult.@Nullable Trained result) {
    return result == null
        ? new FitResult.ByJobs("MLlib must report what is wrong with its params on these rows")
        : result;
  }

  @Override
  public void close() {
    rows.close();
  }
}
