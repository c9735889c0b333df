package org.espalier.spark.task;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.Limits;
import org.espalier.plan.TrainingPlan;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.rows.RowCache;

/**
 * Fits of MLlib's estimators inside tasks, on rows that are collected and broadcast once for all
 * fits that read the same.
 */
public final class TaskFits implements GroupFits, AutoCloseable {

  /** Local property by which Spark interrupts the thread of a task that it cancels. */
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  private static final List<TaskTrainer<?>> BINARY =
      List.<TaskTrainer<?>>of(
          new LogisticTrainer(),
          new TreeTrainer(),
          new BoostedTrees(),
          new SvcTrainer(),
          new NaiveBayesTrainer());

  private static final List<TaskTrainer<?>> TRAINERS =
      Stream.concat(
              BINARY.stream(),
              Stream.<TaskTrainer<?>>of(
                  new LinearRegressionTrainer(),
                  new GlmTrainer(),
                  new AftTrainer(),
                  new PerceptronTrainer(),
                  new OneVsRestTrainer(BINARY)))
          .toList();

  /** Planned work of a task at most, unless tasks are asked for in any case: ten minutes. */
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** In local mode the rows, their serialised form and what trainers derive share one heap. */
  private static final int PART_OF_HEAP = 8;

  private final TrainingPlan.Kind kind;
  private final JavaSparkContext context;
  private final long most;
  private final Limits limits;
  private final RowCache<Key, BroadcastRows> rows;
  private final SharedCosts<Object> costs = new SharedCosts<>(); // by table

  /**
   * Rows as an estimator reads them.
   *
   * @param rows identifies the table, by equality
   */
  private record Key(Object rows, RowColumns columns) {}

  /**
   * Fits as a plan has them; rows of an eighth of this heap are kept for fits to come.
   *
   * @param limits of the time that a cell may take
   */
  public static TaskFits of(SparkContext context, TrainingPlan plan, Limits limits) {
    long kept = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    return new TaskFits(context, plan.kind(), most(plan), kept, limits);
  }

  /**
   * Bytes of a table that is trained on inside tasks: those of the plan, but at most a sixteenth of
   * this heap, as trainers derive a form for each fold; unless tasks are asked for in any case.
   */
  public static long most(TrainingPlan plan) {
    long heap = Runtime.getRuntime().maxMemory();
    return plan.kind() == TrainingPlan.Kind.TASKS
        ? plan.taskMemory()
        : Math.min(plan.taskMemory(), heap / 2 / PART_OF_HEAP);
  }

  /**
   * @param kind what is fitted here
   * @param most bytes of the rows of one fit; larger ones are left to ordinary fits
   * @param kept bytes of rows that are kept for fits to come
   */
  private TaskFits(
      SparkContext context,
      TrainingPlan.Kind kind,
      long most,
      long kept,
      Limits limits) {
    this.kind = kind;
    this.context = JavaSparkContext.fromSparkContext(context);
    this.most = most;
    this.limits = limits;
    this.rows =
        new RowCache<>(kept, BroadcastRows::bytes, key -> costs.cells(key.rows()), () -> {});
  }

  private BroadcastRows collect(CellRows source, RowColumns columns) {
    boolean scored = source.fold() != CellRows.WHOLE;
    Optional<CollectedRows> made =
        source.stages().get().flatMap(stages -> StagedRows.of(stages, scored, columns, most));
    return new BroadcastRows(
        made.or(() -> RowsCollector.collect(source.tables().get(), columns, most))
            .map(context::broadcast)
            .orElse(null));
  }

  private static Optional<TaskTrainer<?>> trainer(PipelineStage estimator) {
    return TRAINERS.stream().filter(trainer -> trainer.takes(estimator)).findFirst();
  }

  @Override
  public void announce(CellRows cells) {
    costs.announce(cells.key(), 1);
  }

  @Override
  public Usage release(CellRows cells, boolean pays) {
    return costs.release(cells.key(), pays);
  }

  /** True if an estimator can be fitted in a task, if its rows allow it. */
  public boolean takes(PipelineStage estimator) {
    return kind != TrainingPlan.Kind.JOBS && isKnown(estimator);
  }

  /** True if there is a trainer for an estimator and its params. */
  public static boolean isKnown(PipelineStage estimator) {
    return trainer(estimator).isPresent();
  }

  /** Where fits of an estimator are trained unless all are by jobs, in a few words. */
  public static String place(PipelineStage estimator) {
    return trainer(estimator)
        .map(TaskTrainer::except)
        .map(except -> "inside tasks" + (except.isEmpty() ? "" : ", except with " + except))
        .orElse("by jobs of Spark");
  }

  /**
   * Reason for which an estimator is not trained inside tasks, whatever its rows.
   *
   * @param usual the same with the params that it has unless told otherwise
   */
  public static String reason(PipelineStage estimator, PipelineStage usual) {
    return trainer(usual)
        .map(TaskTrainer::except)
        .filter(except -> !except.isEmpty())
        .orElse("no trainer of " + estimator.getClass().getSimpleName());
  }

  /** How fits are chosen to be trained. */
  public TrainingPlan.Kind kind() {
    return kind;
  }

  /** Planned work of a fit beside others on the same rows. */
  public static double work(PipelineStage estimator) {
    return trainer(estimator).map(trainer -> trainer.work(estimator)).orElse(0.0);
  }

  /** True if a model that is kept is made of a fit in a task, and not by an ordinary fit. */
  public static boolean isKept(PipelineStage estimator) {
    return trainer(estimator).filter(TaskTrainer::isKept).isPresent();
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return trainer(one)
        .filter(trainer -> trainer.equals(trainer(other).orElse(null)))
        .filter(trainer -> columns(one).equals(columns(other)) && trainer.isTogether(one, other))
        .isPresent();
  }

  /** The columns that a fit of an estimator reads. */
  public static RowColumns columns(PipelineStage estimator) {
    return RowColumns.of(estimator, trainer(estimator).map(TaskTrainer::extra).orElse(""));
  }

  /** Bytes of a table that is trained on at most. */
  public long most() {
    return most;
  }

  @Override
  public Optional<Duration> limit() {
    return limits.cell();
  }

  @Override
  public List<Optional<TaskFit>> fit(CellRows rows, List<PipelineStage> estimators, Wanted wanted) {
    return trainer(estimators.get(0))
        .flatMap(trainer -> fit(trainer, rows, estimators, wanted))
        .orElseGet(() -> Collections.nCopies(estimators.size(), Optional.empty()));
  }

  private <R extends Serializable> Optional<List<Optional<TaskFit>>> fit(
      TaskTrainer<R> trainer, CellRows source, List<PipelineStage> estimators, Wanted wanted) {
    return reading(
        source,
        estimators.get(0),
        held ->
            held.rows().map(table -> fitTaken(trainer, estimators, table, source.fold(), wanted)));
  }

  private <T> T reading(CellRows source, PipelineStage estimator, Function<BroadcastRows, T> work) {
    Key key = new Key(source.key(), columns(estimator));
    return rows.with(key, () -> costs.run(key.rows(), () -> collect(source, key.columns())), work);
  }

  /** Collects the rows of a fit, unless they are ready; false if they do not allow one. */
  public boolean prepares(CellRows source, PipelineStage estimator) {
    return reading(source, estimator, held -> held.rows().isPresent());
  }

  private static FoldRows fold(Broadcast<CollectedRows> table, int fold) {
    try {
      return table.value().fold(fold);
    } catch (Exception e) {
      throw new IllegalStateException("The rows of a fold cannot be told.", e);
    }
  }

  @Override
  public List<Long> planned(CellRows source, List<PipelineStage> estimators) {
    List<Long> unknown = Collections.nCopies(estimators.size(), 0L);
    return trainer(estimators.get(0))
        .flatMap(
            trainer ->
                reading(
                    source,
                    estimators.get(0),
                    held ->
                        held.rows()
                            .map(table -> fold(table, source.fold()))
                            .map(
                                fold ->
                                    estimators.stream()
                                        .map(estimator -> nanos(trainer, estimator, fold))
                                        .toList())))
        .orElse(unknown);
  }

  private static long nanos(TaskTrainer<?> trainer, PipelineStage estimator, FoldRows rows) {
    return trainer.takes(estimator, rows) ? trainer.added(estimator, rows) : 0;
  }

  /** True if a fit on these rows ends as MLlib's would, and is not better spread over a cluster. */
  private boolean isTaken(TaskTrainer<?> trainer, PipelineStage estimator, FoldRows rows) {
    return trainer.takes(estimator, rows)
        && (kind == TrainingPlan.Kind.TASKS || trainer.nanos(estimator, rows) <= MOST_NANOS);
  }

  /** Fits those estimators whose fit on these rows ends as MLlib's would. */
  private <R extends Serializable> List<Optional<TaskFit>> fitTaken(
      TaskTrainer<R> trainer,
      List<PipelineStage> estimators,
      Broadcast<CollectedRows> table,
      int fold,
      Wanted wanted) {
    FoldRows rows = fold(table, fold);
    List<Integer> places =
        IntStream.range(0, estimators.size())
            .filter(i -> isTaken(trainer, estimators.get(i), rows))
            .boxed()
            .toList();
    List<Optional<TaskFit>> fits =
        new ArrayList<>(Collections.nCopies(estimators.size(), Optional.empty()));
    if (!places.isEmpty()) {
      List<PipelineStage> taken = places.stream().map(estimators::get).toList();
      List<Optional<TaskFit>> fitted = run(trainer, taken, table, fold, wanted);
      for (int i = 0; i < places.size(); i++) {
        fits.set(places.get(i), fitted.get(i));
      }
    }
    return fits;
  }

  private <R extends Serializable> List<Optional<TaskFit>> run(
      TaskTrainer<R> trainer,
      List<PipelineStage> estimators,
      Broadcast<CollectedRows> table,
      int fold,
      Wanted wanted) {
    TaskWork<R> work =
        new TaskWork<>(table, fold, trainer.training(estimators), estimators.size(), wanted);
    String before = context.getLocalProperty(INTERRUPTS);
    context.setLocalProperty(INTERRUPTS, "true");
    try {
      List<Optional<TaskFit>> fits = new ArrayList<>();
      for (TaskWork.Result<R> result : work.on(context)) {
        fits.add(Optional.ofNullable(result).map(r -> new TrainedFit<>(trainer, r)));
      }
      return fits;
    } finally {
      context.setLocalProperty(INTERRUPTS, before);
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
